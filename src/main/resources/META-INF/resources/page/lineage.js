/** The tree of an agent's adapter versions as a picture, the newest on top. */

import {h, short, svg, when} from "./dom.js";

const ROW = 22;
const LANE = 16;
const LEFT = 12;

/**
 * Which lane each version is drawn in: that of its parent where it is the parent's first child, else a new one.
 *
 * @param {object[]} versions the oldest first
 * @return {Map<string, number>} lane by version
 */
export function lanes(versions) {
    const lane = new Map();
    const taken = new Set();
    let next = 0;
    for (const {version, parent} of versions) {
        const key = parent ?? "base";
        if (lane.has(parent) && !taken.has(key)) {
            lane.set(version, lane.get(parent));
        } else {
            lane.set(version, next++);
        }
        taken.add(key);
    }
    return lane;
}

/** The picture; choosing a version calls `choose` with it. Nothing where there are fewer than two. */
export function lineage(versions, choose) {
    if (versions.length < 2) {
        return null;
    }
    const old = versions.toSorted((a, b) => a.created.localeCompare(b.created));
    const lane = lanes(old);
    const row = new Map(old.map(({version}, i) => [version, old.length - 1 - i]));
    const x = version => LEFT + lane.get(version) * LANE;
    const y = version => ROW / 2 + row.get(version) * ROW;
    const width = LEFT * 2 + (Math.max(...lane.values()) + 1) * LANE + 240;
    const height = old.length * ROW;
    const edges = old.flatMap(({version, parent, mergedFrom}) => [[parent, "line"], [mergedFrom, "line merged"]]
        .filter(([from]) => row.has(from))
        .map(([from, style]) => svg("path", {
            class: style,
            d: `M${x(from)},${y(from)} C${x(from)},${y(version)} ${x(version)},${y(from)} ${x(version)},${y(version)}`,
        })));
    const text = LEFT * 2 + (Math.max(...lane.values()) + 1) * LANE;
    const nodes = old.map(node => svg("g", {
        class: ["node", node.active && "active", node.erased && "gone", node.pinned && "pinned"]
            .filter(Boolean).join(" "),
        click: () => choose(node.version),
    },
        svg("circle", {cx: x(node.version), cy: y(node.version), r: node.active ? 6 : 4.5}),
        svg("text", {x: text, y: y(node.version) + 4},
            [short(node.version), when(node.created), node.active && "active", node.pinned && "pinned",
                node.mergedFrom && "merged", node.erased && "erased"].filter(Boolean).join(" · "))));
    return h("figure", {class: "lineage"},
        svg("svg", {
            viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
            "aria-label": `${old.length} versions and what each was trained from`,
        }, ...edges, ...nodes),
        h("figcaption", {class: "faint"}, "The newest on top; lines lead to what each was trained or merged from."));
}
