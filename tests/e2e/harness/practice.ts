/** The loopback driver's practice numbers: native-host/call-engine/src/loopback/behaviour.ts. */
export const PRACTICE = {
  /** Any number that is none of the others does. */
  answers: "+14255550123",
  answersToo: "+14255550150",
  answersAndHolds: "+19075550180",
  busyAndCallsBack: "+19075550181",
  answersAndAnotherCalls: "+19075550182",
  busyCallsBackAndGivesUp: "+19075550184",
  busyAndCallsBackWithheld: "+19075550185",
  ringsOn: "+19075550190",
  busy: "+19075550191",
  notFound: "+19075550196",
} as const;
