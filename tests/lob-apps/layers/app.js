const fullscreen = document.querySelector("#fullscreen");
document
  .querySelector("#open-fullscreen")
  .addEventListener("click", () => fullscreen.requestFullscreen());
