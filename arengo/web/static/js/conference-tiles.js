// The pictures of the others, each with a name; and the one of who signs, which stays where it is.

/** A picture with a name under it, in the page from when it is on air; `isSilent` for what is not to be heard here. */
export class Tile {
  constructor(place, name, isSilent) {
    this.place = place;
    this.figure = document.createElement("figure");
    this.video = Object.assign(document.createElement("video"), { autoplay: true, playsInline: true, muted: isSilent });
    this.video.setAttribute("aria-label", name);
    this.figure.append(this.video, Object.assign(document.createElement("figcaption"), { textContent: name }));
    this.figure.className = "tile";
  }

  show(stream) {
    this.stream = stream;
    if (this.video.srcObject !== stream) this.video.srcObject = stream;
    this.#draw();
    this.video.play().catch(() => {});
  }

  /** What is said of it: a line may stand before anybody is on it. */
  tell(isOnAir, hasCamera) {
    this.hasCamera = hasCamera;
    this.#draw();
    if (isOnAir && !this.figure.isConnected) this.place.append(this.figure);
  }

  remove() {
    this.video.srcObject = null;
    this.figure.remove();
  }

  #draw() {
    this.figure.classList.toggle("has-picture", Boolean(this.hasCamera && this.stream?.getVideoTracks().length));
  }
}

/** The place of who signs. Who does not need it hides it, and this browser remembers. */
export class Pinned {
  constructor(section, changed) {
    this.section = section;
    this.place = section.querySelector("[data-pinned-place]");
    this.button = section.querySelector("[data-pinned-toggle]");
    this.isHidden = localStorage.getItem("interpreter") === "hidden";
    this.#draw();
    this.button.addEventListener("click", () => {
      this.isHidden = !this.isHidden;
      localStorage.setItem("interpreter", this.isHidden ? "hidden" : "shown");
      this.#draw();
      changed();
    });
    const size = section.querySelector("[data-pinned-size]");
    size.addEventListener("click", () => size.setAttribute("aria-pressed", section.classList.toggle("is-large")));
  }

  tell(isThere) {
    this.section.hidden = !isThere;
  }

  #draw() {
    this.section.classList.toggle("is-hidden", this.isHidden);
    this.button.textContent = this.isHidden ? this.button.dataset.sayShow : this.button.dataset.sayHide;
  }
}
