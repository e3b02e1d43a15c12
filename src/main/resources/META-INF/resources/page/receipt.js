/** What an update did, as a table, and its training loss as a curve. */

import {get, path} from "./api.js";
import {h, short, svg} from "./dom.js";

const number = new Intl.NumberFormat(undefined, {maximumFractionDigits: 3});

/** Rows of the table: label, what it means, value. A value that the receipt does not hold leaves its row out. */
const ROWS = [
    ["Verdict", "what the gate said", r => r.verdict],
    ["Reason", "why", r => r.reason],
    ["Acquired", "questions answered right, before → after",
        r => range(r, "acquired", r.acquiredBefore ? `${r.acquiredBefore} → ${r.acquired}` : r.acquired)],
    ["In context", "the same, asked of the base with the source before it", r => r.inContext],
    ["Paraphrase", "other wordings, never trained", r => range(r, "paraphrase", r.paraphrase)],
    ["Damaged", "answers known before and lost", r => range(r, "damaged", r.damaged)],
    ["Locality", "answers about others that stayed", r => range(r, "locality", r.locality)],
    ["Neutral", "other prompts that stayed", r => r.neutral],
    ["Holds", "items in this version, and answers to earlier ones that are right",
        r => r.capacity && holds(r.capacity)],
    ["Divergence", "from the base on those prompts, nats per token", r => amount(r.kl)],
    ["Rule", "how the rows were trained", r => r.rule],
    ["Scale", "share of the update that the gate let pass", r => amount(r.scale)],
    ["Update norm", "size of the change", r => amount(r.updateNorm)],
    ["Steps", "optimiser steps", r => amount(r.steps)],
    ["Trained tokens", "positions the steps went over", r => amount(r.trainedTokens)],
    ["Useful share", "of these, tokens of a row",
        r => typeof r.usefulShare === "number" ? `${(100 * r.usefulShare).toFixed(1)} %` : undefined],
    ["Seconds", "from start to receipt", r => amount(r.seconds)],
    ["Recipe", "how it was trained",
        r => r.recipe && `rank ${r.recipe.rank}, rate ${r.recipe.learningRate}, seed ${r.recipe.seed}`],
    ["Taken back", "items that no weights hold any more", r => amount(r.itemsTakenBack)],
    ["Tried again", "items that came after them", r => amount(r.itemsTriedAgain)],
    ["Trained again", "of these, items that were trained", r => amount(r.itemsTrainedAgain)],
    ["Erased", "versions that held what was taken back", r => amount(r.versionsErased)],
    ["Begun at", "the last version that never held it",
        r => r.itemsTakenBack === undefined ? undefined : h("code", {title: r.start ?? ""}, short(r.start))],
    ["Merged", "how, with which version, since which common ancestor",
        r => r.merge && `${r.merge.method}, ${short(r.merge.other)}, ${short(r.merge.ancestor)}`],
];

const SHOWN = new Set(["verdict", "reason", "acquired", "acquiredBefore", "paraphrase", "damaged", "locality",
    "neutral", "updateNorm", "steps", "trainedTokens", "usefulShare", "seconds", "inContext", "intervals", "kl", "rule",
    "scale", "recipe", "capacity", "merge", "itemsTakenBack", "itemsTriedAgain", "itemsTrainedAgain", "versionsErased",
    "start"]);

/** What a version holds, in words. */
export function holds({items, held, rank, consolidated}) {
    const earlier = held.endsWith("/0") ? "" : `, ${held} answers to earlier ones right`;
    return `${items} ${items === 1 ? "item" : "items"} in rank ${rank}${earlier}`
        + (consolidated ? ", all trained at once" : "");
}

/** A count with its 95 % interval, where the receipt has one and something was asked. */
function range(receipt, key, count) {
    const interval = receipt.intervals?.[key];
    if (!interval || !count || count.endsWith("0/0")) {
        return count;
    }
    const [low, high] = interval.map(share => Math.round(100 * share));
    return `${count} (${low}–${high} %)`;
}

function amount(value) {
    return typeof value === "number" ? number.format(value) : value;
}

function row(label, meaning, value, attributes = {}) {
    return h("tr", {}, h("th", {scope: "row"}, label, meaning && h("small", {}, meaning)), h("td", attributes, value));
}

/**
 * The table of a receipt.
 *
 * @param {object} receipt its fields
 * @param {string|null} version the version that came of it
 * @param {string|null} parent the version it started from
 */
export function receiptTable(receipt, version, parent) {
    const known = ROWS.map(([label, meaning, value]) => [label, meaning, value(receipt)])
        .filter(([, , value]) => value !== undefined && value !== null && value !== "")
        .map(([label, meaning, value]) => row(label, meaning, value === "0/0" ? "none asked" : value));
    const others = Object.entries(receipt)
        .filter(([key, value]) => !SHOWN.has(key) && value !== null)
        .map(([key, value]) => row(key, null, typeof value === "object" ? JSON.stringify(value) : amount(value)));
    return h("table", {class: "receipt"},
        h("caption", {}, "Receipt"),
        h("tbody", {}, known, others,
            version && row("Version", "SHA-256 of the adapter", h("code", {title: version}, short(version))),
            version && row("Parent", receipt.itemsTakenBack === undefined ? "started from" : "answered until then", h("code", {title: parent ?? ""}, short(parent)))));
}

/** A curve of losses, one a step. */
export function curve(losses) {
    const width = 240;
    const height = 48;
    const top = Math.max(...losses, 1e-9);
    const points = losses.map((loss, step) => {
        const x = losses.length === 1 ? 0 : (step / (losses.length - 1)) * width;
        return `${x.toFixed(1)},${(height - (loss / top) * (height - 4) - 2).toFixed(1)}`;
    });
    const text = `Training loss over ${losses.length} steps: ${number.format(losses[0])} → `
        + number.format(losses[losses.length - 1]);
    return h("figure", {class: "curve"},
        svg("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": text, preserveAspectRatio: "none"},
            svg("polyline", {points: `0,${height} ${points.join(" ")} ${width},${height}`, class: "area"}),
            svg("polyline", {points: points.join(" "), class: "line"})),
        h("figcaption", {}, text));
}

/** A place for the curve of a version; stays empty where there is none. */
export function curveOf(agent, version) {
    const place = h("div", {});
    get(path.version(agent, version))
        .then(detail => {
            const losses = Array.isArray(detail.curve) ? detail.curve.filter(Number.isFinite) : [];
            if (losses.length > 0) {
                place.append(curve(losses));
            }
        })
        .catch(error => place.append(h("p", {class: "faint"}, `No curve: ${error.message}`)));
    return place;
}
