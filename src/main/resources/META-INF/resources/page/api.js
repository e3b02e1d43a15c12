/** Calls of the HTTP contract. */

import {events} from "./sse.js";

/** A call that was refused or did not arrive. */
export class CallError extends Error {
    constructor(message, status = 0, code = null) {
        super(message);
        this.status = status;
        this.code = code;
    }
}

/** The connection broke before the answer was whole. */
export class BrokenStream extends CallError {}

/** Where this tab keeps the key that the person gave. */
const KEY = "autodidact-key";

function withKey(options, key) {
    return key ? {...options, headers: {...options.headers, "Authorization": `Bearer ${key}`}} : options;
}

async function call(path, options) {
    let response;
    const used = sessionStorage.getItem(KEY);
    try {
        response = await fetch(path, withKey(options, used));
    } catch (cause) {
        if (options.signal?.aborted) {
            throw new BrokenStream("It was stopped before an answer came.");
        }
        throw new CallError("The server cannot be reached. Is it still running?");
    }
    if (response.status === 401) {
        // another call may have asked meanwhile
        const key = sessionStorage.getItem(KEY) !== used
            ? sessionStorage.getItem(KEY)
            : window.prompt("This server needs an API key:")?.trim();
        if (key && key !== used) {
            sessionStorage.setItem(KEY, key);
            return call(path, options);
        }
    }
    if (!response.ok) {
        throw await refusal(response);
    }
    return response;
}

async function refusal(response) {
    let error = null;
    try {
        error = (await response.json()).error;
    } catch (notJson) {
        // Something between here and the server answered.
    }
    const wait = response.headers.get("Retry-After");
    const message = error?.message ?? `The server answered ${response.status} ${response.statusText}`;
    return new CallError(wait ? `${message} (try again in ${wait} s)` : message, response.status, error?.code);
}

function posting(body, accept) {
    return {
        method: "POST",
        headers: {"Content-Type": "application/json", "Accept": accept},
        body: JSON.stringify(body ?? {}),
    };
}

/** GET as JSON, beside the answer's headers. */
export async function getWithHeaders(path) {
    const response = await call(path, {headers: {"Accept": "application/json"}, cache: "no-store"});
    return {body: await response.json(), headers: response.headers};
}

/** GET as JSON. */
export async function get(path) {
    return (await call(path, {headers: {"Accept": "application/json"}, cache: "no-store"})).json();
}

/** POST of JSON, answered by JSON. */
export async function post(path, body) {
    return (await call(path, posting(body, "application/json"))).json();
}

/** POST of a file as it is, answered by JSON. */
export async function upload(path, file) {
    return (await call(path, {method: "POST", headers: {"Content-Type": "application/zip"}, body: file})).json();
}

/** PUT without a body, answered by JSON. */
export async function put(path) {
    return (await call(path, {method: "PUT", headers: {"Accept": "application/json"}})).json();
}

/** DELETE, answered by JSON. */
export async function remove(path) {
    return (await call(path, {method: "DELETE", headers: {"Accept": "application/json"}})).json();
}

/** Brings what stands at an address as a file of this name to the person; a plain link would not carry the key. */
export async function download(path, name) {
    save(await (await call(path, {cache: "no-store"})).blob(), name);
}

/** Brings a file of this name to the person. */
export function save(blob, name) {
    const file = URL.createObjectURL(blob);
    const link = document.createElement("a");
    link.href = file;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(file), 60_000);
}

/**
 * A stream of events; `body` makes it a POST. Ends after `done`.
 *
 * @param {function(string, object)} listener told of each event's name and data
 * @param {AbortSignal} signal ends it; it fails as a broken stream then
 * @throws {CallError} where the server refuses, or sends an `error` event
 * @throws {BrokenStream} where the stream ends without `done`
 */
export async function stream(path, body, listener, signal = null) {
    const accept = "text/event-stream";
    const options = body ? posting(body, accept) : {headers: {"Accept": accept}, cache: "no-store"};
    const response = await call(path, {...options, signal});
    try {
        for await (const {name, data} of events(response.body)) {
            const value = JSON.parse(data);
            if (name === "error") {
                throw new CallError(value.error.message, response.status, value.error.code);
            }
            listener(name, value);
            if (name === "done") {
                return;
            }
        }
    } catch (cause) {
        if (cause instanceof CallError) {
            throw cause;
        }
        console.warn(cause);
    }
    throw new BrokenStream("The connection broke before the answer was whole.");
}

/** Addresses. */
export const path = {
    agents: () => "/api/agents",
    agent: (id, ...rest) => ["/api/agents", ...[id, ...rest].map(encodeURIComponent)].join("/"),
    ticket: (ticket, ...rest) => ["/api/learning", ...[ticket, ...rest].map(encodeURIComponent)].join("/"),
    versions: agent => `/api/admin/adapters?agent=${encodeURIComponent(agent)}`,
    version: (agent, version, ...rest) =>
        `${["/api/admin/adapters", version, ...rest].join("/")}?agent=${encodeURIComponent(agent)}`,
    quarantine: agent => `/api/admin/quarantine?agent=${encodeURIComponent(agent)}`,
    decision: (item, decision) => `/api/admin/quarantine/${encodeURIComponent(item)}/${decision}`,
    policyRuns: () => "/api/admin/policy/runs",
    policyRun: (run, ...rest) => ["/api/admin/policy/runs", run, ...rest].join("/"),
    policyVersions: () => "/api/admin/policy/versions",
    policyVersion: (...rest) => ["/api/admin/policy/versions", ...rest].join("/"),
    merge: () => "/api/admin/adapters/merge",
    bring: agent => `/api/admin/adapters/import?agent=${encodeURIComponent(agent)}`,
    whole: (agent, ...rest) => ["/api/admin/agents", ...[agent, ...rest].map(encodeURIComponent)].join("/"),
    keys: (...rest) => ["/api/admin/keys", ...rest.map(encodeURIComponent)].join("/"),
    audit: (...rest) => ["/api/admin/audit", ...rest].join("/"),
    rollback: agent => `/api/admin/agents/${encodeURIComponent(agent)}/rollback`,
};
