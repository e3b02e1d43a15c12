/** The page: ties the chosen agent, the open conversation and the side panels together. */

import {get, path} from "./page/api.js";
import {Agents} from "./page/agents.js";
import {AuditLog} from "./page/audit.js";
import {Conversation} from "./page/conversation.js";
import {$, h, problem, short, when} from "./page/dom.js";
import {Drawers} from "./page/drawers.js";
import {Exchange} from "./page/exchange.js";
import {Keys} from "./page/keys.js";
import {Knowledge} from "./page/knowledge.js";
import {MemoryList} from "./page/memory.js";
import {MergeForm} from "./page/merge.js";
import {OuterLoop} from "./page/outer.js";
import {Panel} from "./page/panel.js";
import {EndInView} from "./page/scroll.js";
import {QuarantineList} from "./page/quarantine.js";
import {TeachForm} from "./page/teach.js";
import {welcome} from "./page/welcome.js";

const log = $("log");
const message = $("message");
const recall = $("recall");
const view = new EndInView(log);
const drawers = new Drawers();
const teach = new TeachForm();
new OuterLoop();
new Keys();
new AuditLog();
const agents = new Agents(id => open(id, null));
/** Conversations whose turn is running, by agent and id: they stay alive while another one is shown. */
const running = new Map();

let knowledge = null;
let conversation = null;

/** The address names agent and conversation, so that a reload shows the same. */
function address(agent, id) {
    return `#/${encodeURIComponent(agent)}${id ? `/${encodeURIComponent(id)}` : ""}`;
}

function wanted() {
    const [, agent = null, id = null] = location.hash.split("/").map(decodeURIComponent);
    return {agent, id};
}

function know(id) {
    knowledge?.close();
    knowledge = new Knowledge(id);
    new Panel(knowledge, $("items"), $("versions"));
    new QuarantineList(knowledge);
    new MemoryList(knowledge);
    new MergeForm(knowledge);
    new Exchange(knowledge, another);
    teach.attach(knowledge);
    knowledge.addEventListener("change", showServer);
    knowledge.addEventListener("change", showWelcome);
    return knowledge.read();
}

/** A name for a new conversation. */
function name() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

/** The agent that was shown is no more: the first one is. An agent of the same id is another one. */
async function another() {
    await open(await agents.read(null), null, true);
}

/** Shows a conversation of an agent; a new one where no id is given. */
async function open(agent, id, anew = false) {
    const other = anew || knowledge?.id !== agent;
    if (!other && id !== null && conversation?.id === id) {
        return;
    }
    const reading = other ? know(agent) : null;
    const key = `${agent}/${id}`;
    conversation = running.get(key) ?? new Conversation(knowledge, id ?? name(), {
        ask: question => fresh(question), changed, retry: write});
    view.show(conversation.element);
    drawers.close();
    history.replaceState(null, "", address(agent, id));
    $("agent").value = agent;
    const shown = conversation;
    await reading;
    if (id !== null && !running.has(key)) {
        await conversation.load(40).catch(error => error.status === 404
            ? null
            : shown.element.append(problem(error)));
    }
    if (shown === conversation) {
        showWelcome();
        showBusy();
        listConversations();
    }
}

/** Opens a new conversation; with a question, recall goes off and the question waits in the field. */
function fresh(question = null) {
    open(knowledge.id, null);
    if (question) {
        recall.checked = false;
        showRecall();
        write(question);
    } else {
        message.focus();
    }
}

function write(text) {
    message.value = text;
    grow();
    message.focus();
}

/** A turn or a learning job ended. */
function changed() {
    knowledge.read();
    listConversations();
    showBusy();
}

async function send() {
    const text = message.value.trim();
    if (text === "" || conversation.busy) {
        return;
    }
    write("");
    log.querySelector(".welcome")?.remove();
    const turn = conversation;
    const key = `${knowledge.id}/${turn.id}`;
    running.set(key, turn);
    history.replaceState(null, "", address(knowledge.id, turn.id));
    view.end();
    const sent = turn.send(text, recall.checked);
    showBusy();
    await sent;
    running.delete(key);
}

function showBusy() {
    $("send").disabled = conversation.busy;
    $("send").hidden = conversation.busy;
    $("stop").hidden = !conversation.busy;
    $("stop").disabled = false;
}

function showRecall() {
    $("recall-hint").textContent = recall.checked
        ? "I may look up what was remembered."
        : "I answer from my weights only.";
}

function showWelcome() {
    if (knowledge.error) {
        return;
    }
    const shown = log.querySelector(".welcome");
    const questions = knowledge.learned.map(item => item.rows.find(row => row.q)?.q).filter(Boolean).slice(-3);
    if (!conversation?.empty || wanted().id !== null) {
        shown?.remove();
    } else if (shown?.dataset.for !== questions.join()) {
        shown?.remove();
        log.append(h("div", {class: "welcome", "data-for": questions.join()}, ...welcome(questions, write)));
    }
}

function showServer() {
    const {agent, error, learned} = knowledge;
    $("server").className = error ? "server down" : "server up";
    $("server").replaceChildren(...error
        ? [h("span", {}, error.message)]
        : [h("span", {title: "The base model is loaded"}, agent.model),
            h("span", {title: agent.adapter ?? "No adapter is active"}, agent.adapter
                ? h("span", {}, "adapter ", h("code", {}, short(agent.adapter)))
                : "no adapter"),
            h("span", {title: `${agent.items} ever taught`}, `${learned.length} learned`)]);
    $("show-learned").textContent = error ? "Learned" : `Learned (${learned.length})`;
}

async function listConversations() {
    const agent = knowledge.id;
    const found = await get(path.agent(agent, "conversations")).catch(() => null);
    if (found === null || knowledge.id !== agent) {
        return;
    }
    $("conversation-list").replaceChildren(...found.map(({conversation: id, title, created}) =>
        h("li", {}, h("a", {
            href: address(agent, id),
            title: `${title} · ${when(created)}`,
            "aria-current": id === conversation.id ? "page" : null,
        }, title))));
}

function grow() {
    message.style.height = "auto";
    message.style.height = `${Math.min(message.scrollHeight + 2, 160)}px`;
}

$("composer").addEventListener("submit", event => {
    event.preventDefault();
    send();
});
$("stop").addEventListener("click", () => {
    $("stop").disabled = true;
    conversation.stop();
    message.focus();
});
message.addEventListener("input", grow);
message.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send();
    }
});
recall.addEventListener("change", showRecall);
$("new-conversation").addEventListener("click", () => fresh());
$("fresh").addEventListener("click", () => fresh());
window.addEventListener("hashchange", () => {
    const {agent, id} = wanted();
    open(agent ?? knowledge.id, id);
});

async function start() {
    showRecall();
    try {
        const {agent, id} = wanted();
        const chosen = await agents.read(agent);
        await open(chosen, chosen === agent ? id : null);
        message.focus();
    } catch (error) {
        log.replaceChildren(problem(error, h("button", {type: "button", click: start}, "Try again")));
    }
}

start();
