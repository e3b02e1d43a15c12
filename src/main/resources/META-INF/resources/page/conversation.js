/** One conversation on the page: its messages, and the turn that is running. */

import {BrokenStream, get, path, post, stream} from "./api.js";
import {CallCard} from "./call.js";
import {h, problem, short} from "./dom.js";
import {judgement} from "./judgement.js";
import {isFinal} from "./learning.js";
import {parts} from "./message.js";
import {Waiting} from "./waiting.js";

const LOOK_AGAIN_MS = 2_500;
const LOOKS = 40;
/** How long a stopped turn may take to end by itself, and how often it is told to. */
const STOP_MS = 4_000;
const STOP_AGAIN_MS = 400;
/** The state of a ledger item as that of its learning job. */
const LEDGER = {
    pending: "pending", quarantined: "quarantined", denied: "denied", learned: "published",
    superseded: "published", retracting: "published", retracted: "published", rejected: "rejected", failed: "failed",
};

export class Conversation {
    #knowledge;
    #chat;
    #cards = [];
    /** Breaks off what the running turn is read from; null where none runs. */
    #abort = null;
    #stopping = false;

    /** The element with the messages. */
    element = h("div", {class: "messages"});
    /** Whether a turn is running. */
    busy = false;

    /**
     * @param {Knowledge} knowledge the agent's
     * @param {string} id the conversation's name
     * @param {{ask: function(string), changed: function(), retry: function(string)}} chat what can be done from inside
     */
    constructor(knowledge, id, chat) {
        this.#knowledge = knowledge;
        this.id = id;
        this.#chat = chat;
        knowledge.addEventListener("change", () => this.#fillReceipts());
    }

    get empty() {
        return !this.element.hasChildNodes();
    }

    /** Shows what is stored of it; looks again while the server still works on its last turn. */
    async load(looks = 1) {
        const messages = await get(path.agent(this.#knowledge.id, "conversations", this.id));
        this.#cards = [];
        this.element.replaceChildren();
        const settled = this.#replay(messages);
        this.#fillReceipts();
        if (!settled && looks > 1) {
            const waiting = new Waiting("Working");
            this.#append(waiting.element);
            await new Promise(resume => setTimeout(resume, LOOK_AGAIN_MS));
            waiting.end();
            if (this.element.isConnected && !this.busy) {
                await this.load(looks - 1);
            }
        }
    }

    /** @returns {boolean} whether the last turn has ended */
    #replay(messages) {
        let asked = null;
        let question = null;
        let settled = true;
        for (const message of messages) {
            if (message.role === "user") {
                asked = message.id;
                question = message.content;
                settled = false;
                this.#append(bubble("user", message.content));
            } else if (message.role === "assistant") {
                const {text, calls} = parts(message.content);
                settled = calls.length === 0;
                if (text) {
                    this.#append(bubble("agent", text));
                }
                if (settled) {
                    this.#append(h("p", {class: "meta"}, `${short(message.adapter)} answered`));
                    if (text) {
                        this.#append(judgement(this.#knowledge, message.id, question));
                    }
                }
                calls.filter(call => call.name).forEach(call => this.#stored(call, asked));
            } else if (message.tool === "unreadable") {
                this.#append(unreadable(JSON.parse(message.content).error));
            } else {
                this.#cards.find(entry => !entry.answered)?.answer(message.content);
            }
        }
        return settled;
    }

    #stored(call, asked) {
        const card = this.#card(call.name, call.arguments);
        const entry = {card, asked, answered: false, state: null, status: null, answer: content => {
            entry.answered = true;
            const result = JSON.parse(content);
            entry.status = result.status ?? null;
            if (result.error || call.name !== "learn") {
                card.result(result);
            } else if (result.reason) {
                entry.state = result.status;
                card.learning({state: result.status, reason: result.reason});
            }
        }};
        this.#cards.push(entry);
    }

    /** Stored calls know their rows only; what came of them stands in the ledger and at the versions. */
    #fillReceipts() {
        for (const entry of this.#cards.filter(({card, state}) => card.name === "learn" && !isFinal(state))) {
            const item = this.#knowledge.items.find(item =>
                item.message === entry.asked && key(item.rows) === key(entry.card.rows));
            const state = item ? LEDGER[item.state] : entry.status;
            if (!state || state === entry.state) {
                continue;
            }
            entry.state = state;
            const version = this.#knowledge.version(item?.adapter);
            entry.card.learning(
                {state, adapter: item?.adapter, parent: version?.parent, receipt: version?.receipt});
        }
    }

    /** One turn, shown while it happens. */
    async send(message, recall) {
        this.busy = true;
        this.#abort = new AbortController();
        this.#stopping = false;
        const turn = h("div", {class: "turn", "aria-busy": "true"});
        const waiting = new Waiting("Thinking");
        this.#append(bubble("user", message), turn);
        turn.append(waiting.element);
        let text = null;
        let card = null;
        const show = element => turn.insertBefore(element, waiting.element);
        const hear = {
            token: ({text: piece}) => {
                if (!text) {
                    text = bubble("agent", "");
                    show(text);
                }
                text.querySelector("p").append(piece);
            },
            tool_call: ({name, arguments: args}) => {
                text = null;
                card = this.#card(name, args, show);
                waiting.say(name === "learn" ? "Learning" : "Looking");
            },
            unreadable_call: ({error}) => {
                text = null;
                show(unreadable(error));
            },
            learning: ticket => card?.learning(ticket),
            tool_result: ({result}) => {
                card?.result(result);
                card = null;
                waiting.say("Thinking");
            },
            done: result => this.#close(turn, text, result, {message, recall}, show),
        };
        try {
            await stream(path.agent(this.#knowledge.id, "chat"), {conversation: this.id, message, recall},
                (name, data) => hear[name]?.(data), this.#abort.signal);
        } catch (error) {
            if (this.#stopping && error instanceof BrokenStream) {
                show(h("p", {class: "meta"}, "Stopped here. The server did not answer; what it has stored is read again."));
                this.#recover();
                return;
            }
            show(problem(error, error instanceof BrokenStream
                ? h("p", {}, "What is stored so far is read again.")
                : h("button", {type: "button", click: () => this.#chat.retry(message)}, "Write it again")));
            if (error instanceof BrokenStream) {
                this.#recover();
            }
        } finally {
            waiting.end();
            turn.removeAttribute("aria-busy");
            this.busy = false;
            this.#abort = null;
            this.#chat.changed();
        }
    }

    /**
     * Ends the running turn: the server keeps what was written so far. Where it does not hear, this page at least stops
     * waiting.
     */
    async stop() {
        const turn = this.#abort;
        if (turn === null || this.#stopping) {
            return;
        }
        this.#stopping = true;
        // by the clock and not by the answers: a server that hangs does not answer this either
        const late = setTimeout(() => turn.abort(), STOP_MS);
        let telling = null;
        while (this.#abort === turn && !turn.signal.aborted) {
            telling ??= post(path.agent(this.#knowledge.id, "conversations", this.id, "stop"))
                .catch(() => null).finally(() => telling = null);
            await new Promise(resume => setTimeout(resume, STOP_AGAIN_MS));
        }
        clearTimeout(late);
    }

    #close(turn, text, result, {message, recall}, show) {
        if (text && result.reply) {
            text.querySelector("p").textContent = result.reply;
        } else if (result.reply) {
            show(bubble("agent", result.reply));
        } else if (!result.stopped && !turn.querySelector(".bubble, .card")) {
            show(bubble("agent", "(no words)"));
        }
        show(h("p", {class: "meta"}, `${result.stopped ? "Stopped. " : ""}${short(result.adapter)} answered, recall ${recall ? "on" : "off"}, `
            + `tokens written: ${result.usage?.completionTokens ?? 0}`
            + (result.sources?.some(source => source.cut) ? ", the oldest messages were out of sight" : "")));
        if (result.reply) {
            show(judgement(this.#knowledge, result.message, message));
        }
        const recalled = (result.sources ?? []).filter(source => source.kind === "memory");
        if (recalled.length > 0) {
            show(h("details", {class: "fold"}, h("summary", {}, `Recalled: ${recalled.length}`),
                h("ul", {}, recalled.map(source => h("li", {}, source.text)))));
        }
    }

    /** The server goes on with a turn when nobody listens: its end is read from what is stored. */
    #recover() {
        setTimeout(() => this.load(LOOKS).catch(error => this.#append(problem(error,
            h("button", {type: "button", click: () => this.#recover()}, "Read it again")))), LOOK_AGAIN_MS);
    }

    #card(name, args, show = element => this.#append(element)) {
        const card = new CallCard(this.#knowledge.id, name, args, this.#chat);
        show(card.element);
        return card;
    }

    #append(...elements) {
        this.element.append(...elements);
    }
}

function bubble(role, text) {
    return h("div", {class: `bubble ${role}`},
        h("span", {class: "hidden"}, role === "user" ? "You: " : "Agent: "), h("p", {}, text));
}

/** A call that is no call: the model is told, and tries again. */
function unreadable(error) {
    return h("section", {class: "card"},
        h("p", {class: "faint"}, `The model wrote a tool call that cannot be read, and was told so: ${error}`));
}

/** Rows as one text, to find them again: a number that the model wrote is stored as a text. */
function key(rows) {
    return JSON.stringify(rows.map(row => [row?.q, row?.a, row?.text].map(part => part ?? null)
        .map(part => part === null ? null : String(part).trim())));
}
