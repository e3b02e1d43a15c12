/** On narrow screens the side columns are drawers over the chat. */

import {$} from "./dom.js";

export class Drawers {
    #pairs = [
        [$("show-conversations"), $("conversations")],
        [$("show-learned"), $("learned")],
    ];

    constructor() {
        this.#pairs.forEach(([button, drawer]) => button.addEventListener("click", () => this.#toggle(button, drawer)));
        $("shade").addEventListener("click", () => this.close());
        document.addEventListener("keydown", event => event.key === "Escape" && this.close());
    }

    close() {
        this.#pairs.forEach(([button, drawer]) => {
            drawer.classList.remove("open");
            button.setAttribute("aria-expanded", "false");
        });
        $("shade").hidden = true;
    }

    #toggle(button, drawer) {
        const open = !drawer.classList.contains("open");
        this.close();
        if (open) {
            drawer.classList.add("open");
            button.setAttribute("aria-expanded", "true");
            $("shade").hidden = false;
        }
    }
}
