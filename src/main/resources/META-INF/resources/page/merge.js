/** Two versions of the agent become one. */

import {path, post} from "./api.js";
import {$, action, h, problem, short, when} from "./dom.js";
import {receiptTable} from "./receipt.js";

/** The form of the agent that is shown. */
export class MergeForm {
    static #shown = null;

    #knowledge;
    #drawn = null;

    constructor(knowledge) {
        this.#knowledge = knowledge;
        MergeForm.#shown = this;
        $("merge-result").replaceChildren();
        $("merge-form").onsubmit = event => {
            event.preventDefault();
            this.#merge(event.submitter);
        };
        knowledge.addEventListener("change", () => this.#draw());
        this.#draw();
    }

    /** The versions that are there; a choice that was made stays. */
    #draw() {
        const usable = this.#knowledge.versions.filter(version => !version.erased)
            .toSorted((a, b) => b.created.localeCompare(a.created));
        const now = JSON.stringify(usable.map(({version, active}) => [version, active]));
        if (now === this.#drawn || MergeForm.#shown !== this) {
            return;
        }
        this.#drawn = now;
        $("merge").hidden = usable.length < 2;
        const active = usable.find(version => version.active) ?? usable[0];
        this.#choices($("merge-one"), usable, active);
        this.#choices($("merge-other"), usable, usable.find(version => version !== active && version !== active?.parent));
    }

    #choices(select, versions, preset) {
        const before = select.value;
        select.replaceChildren(...versions.map(({version, created, active}) =>
            h("option", {value: version}, [short(version), when(created), active && "active"].filter(Boolean).join(" · "))));
        select.value = versions.some(({version}) => version === before) ? before : preset?.version ?? "";
    }

    async #merge(button) {
        const place = $("merge-result");
        button.disabled = true;
        place.replaceChildren(h("p", {class: "faint"}, "Asking what the merged version knows…"));
        try {
            const result = await post(path.merge(), {
                agent: this.#knowledge.id,
                versions: [$("merge-one").value, $("merge-other").value],
                method: $("merge-method").value,
            });
            place.replaceChildren(...this.#result(result));
            await this.#knowledge.read();
        } catch (error) {
            place.replaceChildren(problem(error));
        } finally {
            button.disabled = false;
        }
    }

    #result({verdict, version, active, receipt}) {
        return [
            h("p", {}, version
                ? `Version ${short(version)} was made${verdict === "shrunk" ? " with less of the other one" : ""}`
                    + (active ? " and answers now." : ".")
                : "Refused: nothing was stored."),
            receipt && receiptTable(receipt, version, $("merge-one").value),
            version && !active && action("Activate", () => this.#knowledge.activate(version)),
        ].filter(Boolean);
    }
}
