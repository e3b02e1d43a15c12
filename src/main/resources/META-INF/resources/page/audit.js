/** The audit log: the newest entries, and whether the whole chain is as it was written. */

import {get, path} from "./api.js";
import {$, action, h, problem, when} from "./dom.js";

const SHOWN = 50;

/** Read when it is unfolded. */
export class AuditLog {
    constructor() {
        $("audit").addEventListener("toggle", () => $("audit").open && this.#read());
    }

    async #read() {
        try {
            const {entries} = await this.#verify();
            const found = await get(`${path.audit()}?after=${Math.max(0, entries - SHOWN)}&limit=${SHOWN}`);
            $("audit-list").replaceChildren(table(found.toReversed()));
        } catch (error) {
            $("audit-list").replaceChildren(problem(error));
        }
    }

    async #verify() {
        const finding = await get(path.audit("verify"));
        const {intact, entries, head, brokenAt, reason} = finding;
        $("audit-verdict").replaceChildren(
            intact
                ? h("p", {}, `${entries} entries, each sealed with the one before: intact.`)
                : problem({message: `The chain is broken at entry ${brokenAt}: ${reason}`}),
            head && h("p", {class: "faint"}, "Its head, to be noted elsewhere: ", h("code", {title: head}, head)),
            h("p", {class: "actions"}, action("Verify again", () => this.#read())));
        return finding;
    }
}

function table(entries) {
    return h("table", {class: "rows"},
        h("caption", {class: "faint"}, `The newest ${entries.length} of your tenant`),
        h("thead", {}, h("tr", {}, ["What", "Who, when"].map(name => h("th", {scope: "col"}, name)))),
        h("tbody", {}, entries.map(({seq, at, actor, action: done, target, detail}) =>
            h("tr", {title: `entry ${seq}`},
                h("td", {}, `${done} ${target}`, detail && h("small", {}, detail)),
                h("td", {}, actor, h("small", {}, when(at)))))));
}
