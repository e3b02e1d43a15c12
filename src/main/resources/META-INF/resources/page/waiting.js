/** Says that something is going on, and after a while for how long. */

import {h} from "./dom.js";

const QUIET_S = 3;

export class Waiting {
    #word;
    #since = Date.now();
    #clock = setInterval(() => this.#tick(), 1_000);
    element = h("p", {class: "waiting"});

    constructor(word) {
        this.say(word);
    }

    /** Something else is going on now. */
    say(word) {
        this.#word = word;
        this.#since = Date.now();
        this.#tick();
    }

    end() {
        clearInterval(this.#clock);
        this.element.remove();
    }

    #tick() {
        const seconds = Math.round((Date.now() - this.#since) / 1_000);
        this.element.textContent = seconds < QUIET_S ? this.#word : `${this.#word}, ${seconds} s`;
    }
}
