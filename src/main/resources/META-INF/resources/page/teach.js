/** The form that teaches by hand: rows go straight to training. */

import {path, post} from "./api.js";
import {$, h, problem} from "./dom.js";
import {isFinal, LearningView} from "./learning.js";

export class TeachForm {
    #rows = $("teach-rows");
    #progress = $("teach-progress");
    #knowledge = null;

    constructor() {
        $("teach-add").addEventListener("click", () => this.#add().focus());
        $("teach-form").addEventListener("submit", event => {
            event.preventDefault();
            this.#learn();
        });
        this.#add();
    }

    /** Teaches this agent from now on. */
    attach(knowledge) {
        this.#knowledge = knowledge;
        this.#progress.replaceChildren();
    }

    #add() {
        const count = this.#rows.children.length + 1;
        const question = h("input", {"aria-label": `Question ${count}`, placeholder: "Question", required: true});
        this.#rows.append(h("div", {class: "row"},
            question,
            h("input", {"aria-label": `Answer ${count}`, placeholder: "Answer", required: true}),
            h("button", {type: "button", "aria-label": `Remove row ${count}`, click: event =>
                this.#rows.children.length > 1 && event.currentTarget.parentElement.remove()}, "×")));
        return question;
    }

    async #learn() {
        const knowledge = this.#knowledge;
        const rows = [...this.#rows.children].map(row => {
            const [q, a] = [...row.querySelectorAll("input")].map(input => input.value.trim());
            return {q, a};
        });
        const topic = $("teach-topic").value.trim();
        try {
            const ticket = await post(path.agent(knowledge.id, "learn"), topic ? {topic, rows} : {rows});
            const view = new LearningView(knowledge.id);
            view.show(ticket);
            this.#progress.replaceChildren(view.element);
            $("teach-form").reset();
            this.#rows.replaceChildren();
            this.#add();
            knowledge.read();
            if (!isFinal(ticket.state)) {
                await view.follow(ticket.ticket);
            }
            knowledge.read();
        } catch (error) {
            this.#progress.replaceChildren(problem(error));
        }
    }
}
