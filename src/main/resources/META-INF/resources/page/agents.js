/** The agent picker and the dialog that makes a new one. */

import {CallError, get, path, post} from "./api.js";
import {$, h} from "./dom.js";

const FIRST = {id: "me", name: "Me"};

export class Agents {
    #select = $("agent");
    #dialog = $("agent-dialog");
    #choose;

    /** @param {function(string)} choose told of the agent that is chosen */
    constructor(choose) {
        this.#choose = choose;
        this.#select.addEventListener("change", () => choose(this.#select.value));
        $("new-agent").addEventListener("click", () => this.#open());
        $("agent-cancel").addEventListener("click", () => this.#dialog.close());
        $("agent-form").addEventListener("submit", event => {
            event.preventDefault();
            this.#create();
        });
    }

    /**
     * Reads the agents; makes the first one where it is missing.
     *
     * @param {string|null} wanted the agent to show
     * @returns {string} the agent that is shown: the wanted one where it exists, else the first
     */
    async read(wanted) {
        let agents = await get(path.agents());
        if (!agents.some(agent => agent.id === FIRST.id)) {
            await make(FIRST, true);
            agents = await get(path.agents());
        }
        const chosen = agents.some(agent => agent.id === wanted) ? wanted : FIRST.id;
        this.#select.replaceChildren(...agents.map(({id, name}) =>
            h("option", {value: id}, name.toLowerCase() === id.toLowerCase() ? name : `${name} (${id})`)));
        this.#select.value = chosen;
        return chosen;
    }

    #open() {
        $("agent-form").reset();
        $("agent-error").hidden = true;
        this.#dialog.showModal();
    }

    async #create() {
        const id = $("agent-id").value.trim();
        const name = $("agent-name").value.trim();
        try {
            await make(name ? {id, name} : {id}, false);
            this.#dialog.close();
            this.#choose(await this.read(id));
        } catch (error) {
            $("agent-error").textContent = error.message;
            $("agent-error").hidden = false;
        }
    }
}

async function make(agent, mayExist) {
    try {
        await post(path.agents(), agent);
    } catch (error) {
        if (!(mayExist && error instanceof CallError && error.status === 409)) {
            throw error;
        }
    }
}
