/** The side panel: what the agent was taught, and its adapter versions. */

import {rowsTable} from "./call.js";
import {download, path, put, remove} from "./api.js";
import {diffOf} from "./diff.js";
import {action, h, problem, short, when} from "./dom.js";
import {isFinal, LearningView} from "./learning.js";
import {lineage} from "./lineage.js";
import {curveOf, holds, receiptTable} from "./receipt.js";

const STATES = {
    pending: "being learned",
    quarantined: "waits for approval",
    denied: "denied",
    learned: "learned",
    superseded: "answered anew since",
    rejected: "refused",
    failed: "failed",
    retracting: "being taken back",
    retracted: "taken back",
};

/** Draws both lists anew at each change; what was unfolded stays so. */
export class Panel {
    #knowledge;
    #items;
    #versions;
    #drawn = null;
    #retractions = new Map();
    /** What was read of versions that were unfolded: it never changes, so it stays as it is where the list is drawn anew. */
    #details = new Map();

    constructor(knowledge, items, versions) {
        this.#knowledge = knowledge;
        this.#items = items;
        this.#versions = versions;
        items.replaceChildren();
        versions.replaceChildren();
        knowledge.addEventListener("change", () => this.draw());
    }

    draw() {
        const {items, versions, agent, error} = this.#knowledge;
        const now = JSON.stringify([items, versions, agent?.adapter]);
        if (error || now === this.#drawn) {
            return;
        }
        this.#drawn = now;
        redraw(this.#items, items.length === 0
            ? [h("p", {class: "faint"}, "Nothing yet. Tell me a fact in the chat.")]
            : items.toReversed().map(item => this.#item(item)));
        redraw(this.#versions, versions.length === 0
            ? [h("p", {class: "faint"}, "None yet: the base model answers.")]
            : [this.#rollback(), capacityOf(agent.capacity), lineage(versions, version => this.#show(version)),
                ...newestFirst(versions).map(version => this.#version(version))].filter(Boolean));
    }

    #item(item) {
        const gone = item.state === "learned" && !item.inWeights;
        const title = item.state === "retracted"
            ? "Taken back"
            : item.topic ?? item.rows[0]?.q ?? item.rows[0]?.text ?? "untitled";
        return h("details", {class: `entry ${item.state}`, "data-key": item.id},
            h("summary", {}, h("span", {}, title),
                h("span", {class: `chip ${gone ? "away" : item.state}`},
                    gone ? "not in these weights" : STATES[item.state] ?? item.state)),
            item.rows.length > 0 && rowsTable(item.rows),
            item.source && h("p", {class: "faint"}, `From: “${item.source}”`),
            h("p", {class: "faint"}, [`${item.kind}, told by ${item.trust}`, when(item.created),
                item.adapter && `version ${short(item.adapter)}`].filter(Boolean).join(" · ")),
            !item.state.startsWith("retract")
                && action("Take back", () => this.#retract(item.id, title)),
            this.#retractions.get(item.id));
    }

    /** Asks first: what is taken back is gone. */
    async #retract(item, title) {
        if (!confirm(`Take back “${title}”? Its rows are erased, and what came after it is trained again.`)) {
            return;
        }
        const knowledge = this.#knowledge;
        const ticket = await knowledge.retract(item);
        const view = new LearningView(knowledge.id);
        view.show(ticket);
        this.#retractions.set(item, view.element);
        this.#drawn = null;
        this.draw();
        if (!isFinal(ticket.state)) {
            view.follow(ticket.ticket)
                .catch(error => view.element.append(problem(error)))
                .finally(() => knowledge.read());
        }
    }

    /** Unfolds a version and brings it into sight. */
    #show(version) {
        const entry = this.#versions.querySelector(`[data-key="${version}"]`);
        entry.open = true;
        entry.scrollIntoView({block: "nearest"});
    }

    #rollback() {
        const active = this.#knowledge.agent.adapter;
        const parent = this.#knowledge.version(active)?.parent ?? null;
        return h("p", {class: "actions"}, active
            ? action(`Roll back to ${short(parent)}`, () => this.#knowledge.rollback())
            : h("span", {class: "faint"}, "The base model answers now."));
    }

    #version(version) {
        const place = this.#detail(version);
        const style = version.erased ? "entry retracted" : "entry";
        const details = h("details", {class: style, "data-key": version.version, toggle: () => {
            if (details.open && !place.hasChildNodes() && !version.erased) {
                place.append(version.receipt ? receiptTable(version.receipt, version.version, version.parent) : "",
                    curveOf(this.#knowledge.id, version.version),
                    diffOf(this.#knowledge.id, version.version));
            }
        }},
            h("summary", {}, h("code", {title: version.version}, short(version.version)),
                h("span", {class: "faint"}, when(version.created)),
                version.active && h("span", {class: "chip learned"}, "active"),
                version.pinned && h("span", {class: "chip"}, "pinned"),
                version.mergedFrom && h("span", {class: "chip"}, "merged"),
                version.erased && h("span", {class: "chip retracted"}, "erased")),
            place,
            h("p", {class: "faint"}, `rank ${version.rank}, alpha ${version.alpha}, ${kib(version.sizeBytes)}`),
            !version.erased && h("p", {class: "actions"},
                !version.active && action("Activate", () => this.#knowledge.activate(version.version)),
                action(version.pinned ? "Unpin" : "Pin", () => this.#pin(version)),
                action("Export", () => download(path.version(this.#knowledge.id, version.version, "export"),
                    `${this.#knowledge.id}-${short(version.version)}.zip`))));
        return details;
    }

    /** The place for what is read of a version; of an erased one nothing is left. */
    #detail({version, erased}) {
        if (erased || !this.#details.has(version)) {
            this.#details.set(version, h("div", {}));
        }
        return this.#details.get(version);
    }

    /** A pinned version is kept although nobody answers with it. */
    async #pin({version, pinned}) {
        await (pinned ? remove : put)(path.version(this.#knowledge.id, version, "pin"));
        await this.#knowledge.read();
    }
}

function redraw(place, elements) {
    const open = new Set([...place.querySelectorAll("details[open]")].map(details => details.dataset.key));
    place.replaceChildren(...elements);
    elements.filter(element => open.has(element.dataset.key)).forEach(element => element.open = true);
}

/** How full the active version is: the share of earlier answers that it still gives. */
function capacityOf(capacity) {
    if (!capacity) {
        return null;
    }
    const [right, asked] = capacity.held.split("/").map(Number);
    return h("p", {class: "capacity"},
        h("meter", {min: 0, max: 1, low: 0.9, high: 0.98, optimum: 1, value: asked === 0 ? 1 : right / asked,
            title: "answers to earlier items that are right"}),
        holds(capacity));
}

function newestFirst(versions) {
    return versions.toSorted((a, b) => b.created.localeCompare(a.created));
}

function kib(bytes) {
    return `${(bytes / 1024).toFixed(0)} KiB`;
}
