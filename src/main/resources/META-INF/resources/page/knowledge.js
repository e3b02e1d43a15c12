/** What the server says of the chosen agent: itself, its ledger, its versions. Sends `change` when it was read anew. */

import {CallError, get, path, post, remove} from "./api.js";

const WHILE_LEARNING_MS = 3_000;
const IDLE_MS = 30_000;
const OFFLINE_MS = 5_000;
const MOVING = new Set(["pending", "retracting"]);

export class Knowledge extends EventTarget {
    #timer = null;
    #reading = 0;

    agent = null;
    items = [];
    versions = [];
    error = null;

    constructor(id) {
        super();
        this.id = id;
    }

    /** Reads all of it; again after a while, sooner while something is being learned or the server is away. */
    async read() {
        const reading = ++this.#reading;
        clearTimeout(this.#timer);
        try {
            const [agent, items, versions] = await Promise.all([
                get(path.agent(this.id)), get(path.agent(this.id, "ledger")), get(path.versions(this.id))]);
            if (reading !== this.#reading) {
                return;
            }
            Object.assign(this, {agent, items, versions, error: null});
        } catch (error) {
            if (reading !== this.#reading) {
                return;
            }
            this.error = error;
        }
        this.#timer = setTimeout(() => this.#again(), this.#wait());
        this.dispatchEvent(new Event("change"));
    }

    /** Stops reading. */
    close() {
        this.#reading++;
        clearTimeout(this.#timer);
    }

    /** The agent answers with this version from now on. */
    async activate(version) {
        await post(path.version(this.id, version, "activate"), {agent: this.id});
        await this.read();
    }

    /** The agent answers with the parent of its version from now on. */
    async rollback() {
        await post(path.rollback(this.id));
        await this.read();
    }

    /** Takes an item back; gives the ticket of the job that does it. */
    async retract(item) {
        const ticket = await remove(path.agent(this.id, "ledger", item));
        this.read();
        return ticket;
    }

    /** The items in the weights that answer now. */
    get learned() {
        return this.items.filter(item => item.inWeights);
    }

    version(hash) {
        return this.versions.find(version => version.version === hash);
    }

    #again() {
        if (document.hidden) {
            document.addEventListener("visibilitychange", () => this.#timer !== null && this.read(), {once: true});
        } else {
            this.read();
        }
    }

    #wait() {
        if (this.error) {
            return this.error instanceof CallError && this.error.status > 0 ? IDLE_MS : OFFLINE_MS;
        }
        return this.items.some(item => MOVING.has(item.state)) ? WHILE_LEARNING_MS : IDLE_MS;
    }
}
