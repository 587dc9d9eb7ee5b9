window.lob = {
  done: Promise.resolve(),
  expected: () => ["0110", "0111", "0112", "0113", "0114"].map((line) => `+1 206-555-${line}`),
};
