/** API keys: who may call, and with what rights. */

import {get, path, post, remove} from "./api.js";
import {$, action, h, problem, when} from "./dom.js";

/** Read when it is unfolded. */
export class Keys {
    constructor() {
        $("keys").addEventListener("toggle", () => $("keys").open ? this.#read() : $("keys-made").replaceChildren());
        $("keys-form").addEventListener("submit", event => {
            event.preventDefault();
            this.#make(event.submitter);
        });
    }

    async #read() {
        try {
            const keys = await get(path.keys());
            $("keys-list").replaceChildren(...keys.length === 0
                ? [h("p", {class: "faint"}, "No key yet. On this machine's loopback none is needed.")]
                : keys.map(key => this.#key(key)));
        } catch (error) {
            $("keys-list").replaceChildren(problem(error));
        }
    }

    async #make(button) {
        const place = $("keys-made");
        button.disabled = true;
        place.replaceChildren();
        try {
            const role = $("key-role").value;
            const made = await post(path.keys(), {
                name: $("key-name").value.trim(),
                role,
                learning: $("key-learning").checked,
                ...role === "agent" ? {agent: $("agent").value} : {},
            });
            $("keys-form").reset();
            place.replaceChildren(h("p", {}, `The key “${made.name}”. It is shown this once:`),
                h("code", {class: "secret"}, made.key));
            await this.#read();
        } catch (error) {
            place.replaceChildren(problem(error));
        } finally {
            button.disabled = false;
        }
    }

    #key(key) {
        const ended = key.revoked ?? (key.expires && new Date(key.expires) < new Date() ? key.expires : null);
        return h("details", {class: ended ? "entry retracted" : "entry"},
            h("summary", {}, h("span", {}, key.name),
                h("span", {class: "chip learned"}, key.role),
                key.learning && h("span", {class: "chip"}, "may teach"),
                ended && h("span", {class: "chip retracted"}, "ended")),
            h("p", {class: "faint"}, [key.agent && `agent ${key.agent}`, `tenant ${key.tenant}`,
                `made ${when(key.created)}`, key.expires && `ends ${when(key.expires)}`,
                key.revoked && `ended ${when(key.revoked)}`].filter(Boolean).join(" · ")),
            !ended && action("End it", async () => {
                if (confirm(`End the key “${key.name}”? Whoever uses it is refused at once.`)) {
                    await remove(path.keys(key.id));
                    await this.#read();
                }
            }));
    }
}
