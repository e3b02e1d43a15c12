/** The outer loop: runs with their pictures, the forms of self-edits before and after, and which policy is served. */

import {get, path, post, stream} from "./api.js";
import {$, h, problem, short, when} from "./dom.js";

const STATES = {
    queued: "waits",
    running: "under way",
    promoted: "promoted",
    kept_back: "kept back",
    cancelled: "cancelled",
    failed: "failed",
};
const CHIPS = {promoted: "learned", failed: "rejected"};

const number = new Intl.NumberFormat(undefined, {maximumFractionDigits: 3});

/** Read when it is unfolded; runs under way are followed while it is open. */
export class OuterLoop {
    #fold = $("outer");
    #place = $("outer-list");
    #following = new Set();

    constructor() {
        this.#fold.addEventListener("toggle", () => this.#fold.open && this.#read());
    }

    async #read() {
        try {
            const [runs, versions] = await Promise.all([get(path.policyRuns()), get(path.policyVersions())]);
            const open = new Set([...this.#place.querySelectorAll("details[open]")].map(run => run.dataset.key));
            this.#place.replaceChildren(this.#served(versions), ...runs.length === 0
                ? [h("p", {class: "faint"}, "No run yet.")]
                : runs.map(run => this.#run(run)));
            this.#place.querySelectorAll("details").forEach(run => run.open = open.has(run.dataset.key));
            runs.filter(run => ["queued", "running"].includes(run.state)).forEach(run => this.#follow(run.id));
        } catch (error) {
            this.#place.replaceChildren(problem(error));
        }
    }

    #served(versions) {
        const served = versions.find(version => version.served);
        return h("div", {}, h("p", {}, served
            ? ["Self-edits are written by policy ", h("code", {title: served.version}, short(served.version)),
                `: ${served.written} so far${served.missed > 0 ? `, ${served.missed} it did not write` : ""}.`]
            : "The model writes its self-edits by itself."),
        h("p", {class: "actions"},
            served && this.#action("Roll back", () => post(path.policyVersion("rollback"))),
            versions.filter(version => !version.served).slice(0, 3).map(version =>
                this.#action(`Serve ${short(version.version)}`,
                    () => post(path.policyVersion(version.version, "activate"))))));
    }

    #run(run) {
        const place = h("div", {});
        const details = h("details", {class: "entry", "data-key": run.id, toggle: () => {
            if (details.open && !place.hasChildNodes()) {
                place.append(...picture(run));
            }
        }},
            h("summary", {}, h("span", {}, `${run.settings.algorithm}, ${places(run.settings.environments)}`),
                h("span", {class: `chip ${CHIPS[run.state] ?? ""}`}, STATES[run.state] ?? run.state),
                run.promoted?.served && h("span", {class: "chip learned"}, "served"),
                run.alarms.length > 0 && h("span", {class: "chip rejected"}, run.alarms.join(", "))),
            run.phase && h("p", {class: "faint"}, run.phase, run.secondsLeft > 0
                && `, about ${Math.ceil(run.secondsLeft / 60)} min left`),
            run.reason && h("p", {}, run.reason),
            place,
            h("p", {class: "faint"}, when(run.created), run.adapter && ` · policy ${short(run.adapter)}`),
            ["queued", "running"].includes(run.state)
                && h("p", {class: "actions"}, this.#action("Cancel", () => post(path.policyRun(run.id, "cancel")))));
        return details;
    }

    async #follow(id) {
        if (this.#following.has(id)) {
            return;
        }
        this.#following.add(id);
        let round = null;
        await stream(path.policyRun(id, "events"), null, (name, run) => {
            const now = `${name} ${run.round} ${run.phase}`;
            if (round !== null && round !== now && this.#fold.open) {
                this.#read();
            }
            round = now;
        }).catch(error => console.warn(error)).finally(() => this.#following.delete(id));
    }

    #action(label, act) {
        const button = h("button", {type: "button", click: async () => {
            button.disabled = true;
            await act().then(() => this.#read(), error => button.after(problem(error)));
            button.disabled = false;
        }}, label);
        return button;
    }
}

function picture(run) {
    const text = "Reward of each round against trained tokens, with standard errors";
    return [
        run.rounds.length > 0 && h("a", {href: path.policyRun(run.id, "picture"), target: "_blank"},
            h("img", {src: path.policyRun(run.id, "picture"), alt: text, class: "picture"})),
        forms(run),
    ].filter(Boolean);
}

/** The forms of held-out self-edits, before and after. */
function forms({before, after}) {
    if (!before) {
        return null;
    }
    const names = [...new Set([...Object.keys(before.forms), ...Object.keys(after?.forms ?? {})])].sort();
    const share = (figures, name) => figures ? String(figures.forms[name] ?? 0) : "–";
    return h("table", {class: "rows"},
        h("caption", {}, `Held-out self-edits of ${before.tasks} tasks`),
        h("thead", {}, h("tr", {}, ["Form", "Before", "After"].map(name => h("th", {scope: "col"}, name)))),
        h("tbody", {},
            names.map(name => h("tr", {}, h("td", {}, name), h("td", {}, share(before, name)),
                h("td", {}, share(after, name)))),
            ["reward", "accuracy"].map(figure => h("tr", {}, h("td", {}, `mean ${figure}`),
                h("td", {}, number.format(before[figure])),
                h("td", {}, after ? number.format(after[figure]) : "–")))));
}

/** @param {string[]} environments where a run's tasks are from */
function places(environments) {
    return environments.length > 2 ? `${environments.length} environments` : environments.join(", ");
}
