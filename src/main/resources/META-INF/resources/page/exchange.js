/** What comes from elsewhere and what leaves: adapters as PEFT folders, and the whole agent. */

import {download, path, remove, save, upload} from "./api.js";
import {$, action, h, problem, short} from "./dom.js";

/** The forms of the agent that is shown. */
export class Exchange {
    #knowledge;
    #gone;

    /**
     * @param {Knowledge} knowledge the agent's
     * @param {function()} gone told when the agent was erased; another one must be shown then
     */
    constructor(knowledge, gone) {
        this.#knowledge = knowledge;
        this.#gone = gone;
        $("import-result").replaceChildren();
        $("import-form").onsubmit = event => {
            event.preventDefault();
            this.#bring(event.submitter);
        };
        $("whole").replaceChildren(h("p", {class: "actions"},
            action("Export all of this agent", () => download(path.whole(knowledge.id, "export"), `${knowledge.id}.zip`)),
            action("Erase this agent", () => this.#erase())));
    }

    async #bring(button) {
        const place = $("import-result");
        button.disabled = true;
        place.replaceChildren();
        try {
            const {version} = await upload(path.bring(this.#knowledge.id), $("import-file").files[0]);
            $("import-form").reset();
            await this.#knowledge.read();
            place.replaceChildren(h("p", {}, "Version ", h("code", {title: version}, short(version)), " is here."),
                action("Activate", () => this.#knowledge.activate(version)));
        } catch (error) {
            place.replaceChildren(problem(error));
        } finally {
            button.disabled = false;
        }
    }

    /** What is erased is gone: the name is asked for. The receipt is the proof and is kept by the person. */
    async #erase() {
        const {id} = this.#knowledge;
        if (prompt(`Erasing takes all that “${id}” learned and remembers, for good. Write its id to erase it:`) !== id) {
            return;
        }
        this.#knowledge.close();
        let receipt;
        try {
            receipt = await remove(path.whole(id));
        } catch (error) {
            this.#knowledge.read();
            throw error;
        }
        prove(id, JSON.stringify(receipt, null, 1));
        await this.#gone();
    }
}

/** Shows the receipt of an erasure, to be kept. */
function prove(id, receipt) {
    $("erased-said").textContent = `“${id}” is erased. This receipt is signed; keep it as proof:`;
    $("erased-receipt").textContent = receipt;
    $("erased-save").onclick = () => save(new Blob([receipt], {type: "application/json"}), `${id}-erased.json`);
    $("erased-close").onclick = () => $("erased-dialog").close();
    $("erased-dialog").showModal();
}
