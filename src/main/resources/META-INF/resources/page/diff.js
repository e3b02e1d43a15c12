/** How a version differs from the one before it: each layer as a bar, and the answers that changed. */

import {get, path} from "./api.js";
import {h, problem, short, svg} from "./dom.js";

const number = new Intl.NumberFormat(undefined, {maximumSignificantDigits: 3});
const BAR = 9;
const WIDTH = 240;

/** A button that shows the difference below itself. */
export function diffOf(agent, version) {
    const place = h("div", {});
    const button = h("button", {type: "button", click: async () => {
        button.disabled = true;
        place.replaceChildren(h("p", {class: "faint"}, "Asking both versions…"));
        try {
            place.replaceChildren(...diff(await get(`${path.version(agent, version, "diff")}&answers=true`)));
        } catch (error) {
            place.replaceChildren(problem(error));
        } finally {
            button.disabled = false;
        }
    }}, "What changed?");
    return h("div", {class: "diff"}, button, place);
}

function diff({with: other, layers, answers}) {
    return [bars(layers, other), changes(answers)];
}

function bars(layers, other) {
    const largest = Math.max(...layers.map(layer => layer.distance), 1e-9);
    const height = layers.length * BAR;
    const text = `Size of the change in each of ${layers.length} linear layers, from ${short(other)}`;
    return h("figure", {class: "bars"},
        svg("svg", {viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": text},
            ...layers.map((layer, i) => svg("rect", {
                x: 0, y: i * BAR + 1, width: Math.max(1, layer.distance / largest * WIDTH), height: BAR - 2,
            }, svg("title", {}, `layer ${layer.layer} ${layer.linear}: ${number.format(layer.distance)}, effective rank `
                + `${number.format(layer.effectiveRank)}, cosine ${cosine(layer)}`)))),
        h("figcaption", {class: "faint"}, `${text}; the largest is ${number.format(largest)}.`),
        h("details", {class: "fold"}, h("summary", {}, "As numbers"), numbers(layers)));
}

function cosine(layer) {
    return layer.cosine === null ? "none" : number.format(layer.cosine);
}

function numbers(layers) {
    return h("table", {class: "rows"},
        h("thead", {}, h("tr", {}, ["Layer", "Change", "Effective rank", "Cosine"]
            .map(name => h("th", {scope: "col"}, name)))),
        h("tbody", {}, layers.map(layer => h("tr", {},
            h("th", {scope: "row"}, `${layer.layer} ${layer.linear.replace(/^.*\.|_proj$/g, "")}`),
            [number.format(layer.distance), number.format(layer.effectiveRank), cosine(layer)]
                .map(value => h("td", {}, value))))));
}

function changes(answers) {
    const changed = (answers ?? []).filter(answer => answer.changed);
    if (changed.length === 0) {
        return h("p", {class: "faint"}, `None of ${answers?.length ?? 0} answers changed.`);
    }
    return h("table", {class: "rows"},
        h("caption", {}, `${changed.length} of ${answers.length} answers changed`),
        h("thead", {}, h("tr", {}, h("th", {}, "Question"), h("th", {}, "Before"), h("th", {}, "Now"))),
        h("tbody", {}, changed.map(({question, one, other}) =>
            h("tr", {}, h("td", {}, question), h("td", {}, other), h("td", {}, one)))));
}
