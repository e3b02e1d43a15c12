/** What the agent was told by tools and pages and has not learned: a person lets it pass or refuses it. */

import {get, path, post} from "./api.js";
import {rowsTable} from "./call.js";
import {$, h, problem, when} from "./dom.js";

/** Draws the list of the agent that is shown; an answer for the one before it comes too late and is dropped. */
export class QuarantineList {
    static #shown = null;

    #knowledge;
    #place = $("quarantine-list");
    #drawn = null;

    constructor(knowledge) {
        this.#knowledge = knowledge;
        QuarantineList.#shown = this;
        this.#draw([]);
        knowledge.addEventListener("change", () => this.#read());
    }

    async #read() {
        const {id, items} = this.#knowledge;
        if (!items.some(item => item.state === "quarantined")) {
            this.#draw([]);
            return;
        }
        const waiting = await get(path.quarantine(id)).catch(() => null);
        if (waiting !== null && QuarantineList.#shown === this) {
            this.#draw(waiting);
        }
    }

    #draw(waiting) {
        const now = `${this.#knowledge.id} ${waiting.map(item => item.id).join()}`;
        if (now === this.#drawn) {
            return;
        }
        this.#drawn = now;
        $("quarantine").hidden = waiting.length === 0;
        $("quarantine-count").textContent = String(waiting.length);
        this.#place.replaceChildren(...waiting.map(item => this.#item(item)));
    }

    #item(item) {
        const {origin, suspicious} = item.provenance;
        const title = item.topic ?? item.rows[0]?.q ?? item.rows[0]?.text ?? "untitled";
        return h("details", {class: "entry"},
            h("summary", {}, h("span", {}, title),
                suspicious && h("span", {class: "chip rejected", title: suspicious}, "suspicious"),
                h("span", {class: "chip"}, origin)),
            rowsTable(item.rows),
            item.source && h("p", {class: "faint"}, `From: “${item.source}”`),
            suspicious && h("p", {class: "faint"}, `Reads like an instruction: ${suspicious.replaceAll("_", " ")}`),
            h("p", {class: "faint"}, when(item.created)),
            h("p", {class: "actions"}, this.#decision("Approve", item, "approve"), this.#decision("Deny", item, "deny")));
    }

    #decision(label, item, decision) {
        const button = h("button", {type: "button", click: async () => {
            button.disabled = true;
            try {
                await post(path.decision(item.id, decision));
                await this.#knowledge.read();
            } catch (error) {
                button.disabled = false;
                button.after(problem(error));
            }
        }}, label);
        return button;
    }
}
