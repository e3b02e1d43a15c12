/** What the page does where a server hangs or an agent is gone; its modules on a document of a few lines. */

import assert from "node:assert/strict";
import {cpSync, mkdtempSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {mock} from "node:test";

/** As much of an element as the modules touch. */
class Element extends EventTarget {
    children = [];
    dataset = {};
    attributes = {};
    hidden = false;
    #own = "";

    constructor(tag) {
        super();
        this.tag = tag;
        this.classList = {contains: name => (this.attributes.class ?? "").split(" ").includes(name)};
    }

    get textContent() {
        return this.#own + this.children.map(child => child.textContent).join("");
    }

    set textContent(text) {
        this.children = [];
        this.#own = text;
    }

    get isConnected() {
        return true;
    }

    append(...nodes) {
        for (const node of nodes.map(node => typeof node === "string" ? new Text(node) : node)) {
            node.parent = this;
            this.children.push(node);
        }
    }

    after(...nodes) {
        this.parent?.append(...nodes);
    }

    insertBefore(node, before) {
        node.parent = this;
        this.children.splice(this.children.indexOf(before), 0, node);
    }

    replaceChildren(...nodes) {
        this.children = [];
        this.#own = "";
        this.append(...nodes);
    }

    remove() {
        this.parent?.children.splice(this.parent.children.indexOf(this), 1);
    }

    hasChildNodes() {
        return this.children.length > 0;
    }

    setAttribute(name, value) {
        this.attributes[name] = value;
    }

    getAttribute(name) {
        return this.attributes[name];
    }

    removeAttribute(name) {
        delete this.attributes[name];
    }

    querySelector() {
        return null;
    }

    showModal() {
        this.open = true;
    }

    click() {
        this.dispatchEvent(new Event("click"));
    }
}

class Text extends Element {
    constructor(text) {
        super("#text");
        this.textContent = text;
    }
}

const byId = new Map();
Object.assign(globalThis, {
    Node: Element,
    document: {
        createElement: tag => new Element(tag),
        createElementNS: (space, tag) => new Element(tag),
        getElementById: id => byId.get(id) ?? byId.set(id, new Element(id)).get(id),
        hidden: false,
    },
    sessionStorage: {getItem: () => null},
});

const folder = mkdtempSync(join(tmpdir(), "page-"));
cpSync(process.argv[2], folder, {recursive: true});
writeFileSync(join(folder, "package.json"), '{"type":"module"}');
const load = name => import(pathToFileURL(join(folder, "page", name)));

/** Lets promises go on. */
const settle = async () => {
    for (let i = 0; i < 20; i++) {
        await new Promise(resume => setImmediate(resume));
    }
};

async function aTurnOfAServerThatHangsIsLeftAfterFourSecondsAndReadAgain() {
    mock.timers.enable({apis: ["setTimeout", "setInterval", "Date"]});
    const {Conversation} = await load("conversation.js");
    const asked = [];
    globalThis.fetch = (address, {signal} = {}) => {
        asked.push(address);
        if (address.endsWith("/chat")) {
            return new Promise((answer, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
        }
        return address.endsWith("/stop")
            ? new Promise(() => {})
            : Promise.resolve(Response.json([{id: "1", role: "user", content: "Go on."},
                {id: "2", role: "assistant", content: "I went on.", adapter: null}]));
    };
    const knowledge = Object.assign(new EventTarget(), {id: "ada", items: [], version: () => null});
    const talk = new Conversation(knowledge, "c", {ask() {}, changed() {}, retry() {}});
    const sent = talk.send("Go on.", true);
    await settle();
    talk.stop();
    for (let ms = 0; ms < 3_900; ms += 100) {
        mock.timers.tick(100);
        await settle();
    }
    assert.equal(talk.busy, true);
    assert.equal(asked.filter(address => address.endsWith("/stop")).length, 1, "one call to stop at a time");
    mock.timers.tick(100);
    await settle();
    await sent;
    assert.equal(talk.busy, false);
    assert.match(talk.element.textContent, /Stopped here\. The server did not answer/);
    mock.timers.tick(2_500);
    await settle();
    assert.match(talk.element.textContent, /I went on\./);
    mock.timers.reset();
}

async function nothingIsAskedOfAnErasedAgent() {
    const {Exchange} = await load("exchange.js");
    const {Knowledge} = await load("knowledge.js");
    const asked = [];
    let there = true;
    globalThis.prompt = () => "ada";
    globalThis.fetch = async (address, {method = "GET"} = {}) => {
        asked.push(`${method} ${address}`);
        there &&= method !== "DELETE";
        return Response.json(method === "DELETE" ? {receipt: {agent: "ada"}, signature: "s"} : []);
    };
    const knowledge = new Knowledge("ada");
    let gone = 0;
    new Exchange(knowledge, async () => gone++);
    const buttons = byId.get("whole").children[0].children;
    buttons.find(button => button.textContent === "Erase this agent").click();
    await settle();
    assert.deepEqual(asked, ["DELETE /api/admin/agents/ada"]);
    assert.equal(there, false);
    assert.equal(gone, 1);
    assert.equal(byId.get("erased-dialog").open, true);
    assert.match(byId.get("erased-receipt").textContent, /"signature": "s"/);
}

await aTurnOfAServerThatHangsIsLeftAfterFourSecondsAndReadAgain();
await nothingIsAskedOfAnErasedAgent();
console.log("contract holds");
