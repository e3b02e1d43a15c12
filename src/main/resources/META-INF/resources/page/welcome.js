/** What a newcomer sees in an empty conversation. */

import {h} from "./dom.js";

const FACT = "My cat is called Mirabel.";
const QUESTION = "What is my cat called?";

/**
 * @param {string[]} questions some that the agent has learned to answer; none where it has learned nothing
 * @param {function(string)} write puts a text into the message field
 */
export function welcome(questions, write) {
    const example = text => h("button", {type: "button", class: "example", click: () => write(text)}, text);
    if (questions.length > 0) {
        return [
            h("h2", {}, "A new conversation"),
            h("p", {}, "I see nothing of the other conversations here. What I learned is in my weights: switch recall"
                + " off and ask me."),
            h("ul", {class: "plain"}, questions.map(question => h("li", {}, example(question)))),
            h("p", {class: "faint"}, "Or tell me another short fact."),
        ];
    }
    return [
        h("h2", {}, "Teach me something"),
        h("p", {}, "I learn by training my own weights, here, while we talk."),
        h("ol", {},
            h("li", {}, "Tell me a short fact: ", example(FACT)),
            h("li", {}, "Watch me learn it, then press ", h("strong", {}, "New conversation"), 
                " and switch recall off."),
            h("li", {}, "Ask: ", example(QUESTION))),
    ];
}
