/** Keeps the end of what grows in view, unless the person has scrolled away from it. */

const NEAR_PX = 80;

export class EndInView {
    #log;
    #atEnd = true;
    #growth = new ResizeObserver(() => this.#atEnd && this.end());

    /** @param {Element} log what scrolls */
    constructor(log) {
        this.#log = log;
        log.addEventListener("scroll", () => {
            this.#atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
        });
    }

    /** Shows this content, from its end. */
    show(content) {
        this.#growth.disconnect();
        this.#growth.observe(content);
        this.#log.replaceChildren(content);
        this.end();
    }

    /** Goes to the end, and stays there. */
    end() {
        this.#atEnd = true;
        this.#log.scrollTop = this.#log.scrollHeight;
    }
}
