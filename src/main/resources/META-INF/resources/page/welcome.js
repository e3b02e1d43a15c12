/** What a newcomer sees in an empty conversation. */

import {h} from "./dom.js";

const FACT = "My cat is called Mirabel.";
const QUESTION = "What is my cat called?";

/**
 * @param {boolean} learned whether the agent has learned anything yet
 * @param {function(string)} write puts a text into the message field
 */
export function welcome(learned, write) {
    const example = text => h("button", {type: "button", class: "example", click: () => write(text)}, text);
    return h("div", {class: "welcome", "data-learned": learned ? "true" : "false"},
        h("h2", {}, learned ? "A new conversation" : "Teach me something"),
        h("p", {}, learned
            ? "I see nothing of the other conversations here. What I learned is in my weights: ask me."
            : "I learn by training my own weights, here, while we talk."),
        h("ol", {},
            h("li", {}, "Tell me a short fact: ", example(FACT)),
            h("li", {}, "Watch me learn it, then press ", h("strong", {}, "New conversation"), " and switch recall off."),
            h("li", {}, "Ask: ", example(QUESTION))));
}
