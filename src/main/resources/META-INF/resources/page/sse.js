/** Reads server-sent events from a fetch body, so that they can answer a POST too. */

/** Takes text in pieces of any size and gives whole events. */
export class EventReader {
    #rest = "";
    #name = "";
    #data = [];

    /** @returns {{name: string, data: string}[]} the events that this piece completes */
    accept(piece) {
        this.#rest += piece;
        const found = [];
        let match;
        // A CR at the very end may be half of a CRLF: it waits for the next piece.
        while ((match = /\r\n|\n|\r(?!$)/.exec(this.#rest)) !== null) {
            const line = this.#rest.slice(0, match.index);
            this.#rest = this.#rest.slice(match.index + match[0].length);
            const event = this.#line(line);
            if (event) {
                found.push(event);
            }
        }
        return found;
    }

    #line(line) {
        if (line === "") {
            const event = this.#data.length > 0 ? {name: this.#name || "message", data: this.#data.join("\n")} : null;
            this.#name = "";
            this.#data = [];
            return event;
        }
        const colon = line.indexOf(":");
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") {
            this.#name = value;
        } else if (field === "data") {
            this.#data.push(value);
        }
        return null;
    }
}

/** The events of a body, as they come. An event that is cut off at the end is none. */
export async function* events(body) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventReader();
    try {
        for (;;) {
            const {done, value} = await reader.read();
            if (done) {
                return;
            }
            yield* parser.accept(decoder.decode(value, {stream: true}));
        }
    } finally {
        reader.cancel().catch(() => {});
    }
}
