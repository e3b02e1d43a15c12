/** A learning job on the page: its state, its progress, its receipt. */

import {BrokenStream, CallError, path, stream} from "./api.js";
import {h} from "./dom.js";
import {curveOf, receiptTable} from "./receipt.js";

const STEPS = ["queued", "training", "examining", "published"];
/** Where it is not known which step a job is at, its state is `pending`. */
const FINAL = new Set(["published", "rejected", "failed", "denied"]);
const WORDS = {
    pending: "Being learned",
    queued: "Waiting for its turn",
    training: "Training my weights",
    examining: "Asking myself, to see what changed",
    published: "Learned: from now on I answer with the new weights",
    rejected: "Not learned: the gate refused the update, nothing has changed",
    quarantined: "Not learned: this waits for your approval, under “What I learned”",
    denied: "Not learned: an operator refused it",
    failed: "Not learned: the training failed, nothing has changed",
};

const REBUILD_WORDS = {
    ...WORDS,
    queued: "Waiting for its turn to be taken back",
    training: "Training again what came after it",
    examining: "Asking myself, to see what changed",
    published: "Taken back: my weights are those of one who never saw it",
    failed: "Not taken back: the rebuild failed, nothing has changed",
};

/** Whether nothing more will come. What is quarantined goes on where a person approves it. */
export function isFinal(state) {
    return FINAL.has(state);
}

/** Shows one job; told of it by {@link show}. */
export class LearningView {
    #agent;
    #state = h("p", {class: "state", role: "status"});
    #steps = h("ol", {class: "steps", "aria-hidden": "true"});
    #bar = h("progress", {max: 1, value: 0, "aria-label": "Learning progress"});
    #note = h("p", {class: "faint"});
    #outcome = h("div", {class: "outcome"});
    #ticket = null;
    #settled = false;

    constructor(agent) {
        this.#agent = agent;
        this.element = h("div", {class: "learning"}, this.#steps, this.#state, this.#bar, this.#note, this.#outcome);
    }

    /** The job as last heard of. */
    get ticket() {
        return this.#ticket;
    }

    /** @param {object} ticket the job: ticket, state, progress, note, adapter, parent, reason, receipt */
    show(ticket) {
        if (this.#settled) {
            return;
        }
        this.#ticket = {...this.#ticket, ...ticket};
        const {kind, state, progress, note, attempt, reason} = this.#ticket;
        const still = isFinal(state) || state === "quarantined";
        const last = still ? state : "published";
        this.element.dataset.state = state;
        this.#steps.hidden = still;
        this.#steps.replaceChildren(...[...STEPS.slice(0, 3), last].map(step =>
            h("li", {class: stepClass(step, state)}, step)));
        this.#state.textContent = (kind === "rebuild" ? REBUILD_WORDS : WORDS)[state] ?? state;
        if (progress === undefined) {
            this.#bar.removeAttribute("value");
        } else {
            this.#bar.value = progress;
        }
        this.#bar.hidden = still;
        this.#note.textContent = still ? reason ?? "" : [note, attempt > 1 && `attempt ${attempt}`]
            .filter(Boolean).join(", ");
        this.#note.hidden = this.#note.textContent === "" || Boolean(this.#ticket.receipt?.reason);
        if (isFinal(state)) {
            this.#settle();
        }
    }

    /** Follows the job by its own stream until it ends; a broken connection is opened again. */
    async follow(ticket) {
        for (let wait = 1; ; wait = Math.min(2 * wait, 15)) {
            try {
                await stream(path.ticket(ticket, "events"), null, (name, data) => {
                    if (name !== "receipt") {
                        this.show(data);
                    }
                });
                return this.#ticket;
            } catch (error) {
                if (error instanceof CallError && error.status >= 400 && error.status < 500) {
                    throw error;
                }
                this.#note.hidden = false;
                this.#note.textContent = error instanceof BrokenStream
                    ? "The connection broke; opening it again"
                    : error.message;
                await new Promise(resume => setTimeout(resume, 1000 * wait));
            }
        }
    }

    #settle() {
        const {kind, receipt, adapter, parent} = this.#ticket;
        this.#settled = true;
        this.#steps.hidden = true;
        if (receipt) {
            this.#outcome.append(receiptTable(receipt, adapter, parent));
        }
        if (adapter && kind !== "rebuild" && receipt?.verdict !== "duplicate") {
            this.#outcome.append(curveOf(this.#agent, adapter));
        }
    }
}

function stepClass(step, state) {
    const at = STEPS.indexOf(isFinal(state) ? "published" : state);
    const index = STEPS.includes(step) ? STEPS.indexOf(step) : 3;
    return index < at ? "past" : index === at ? "now" : "";
}
