/** Makes elements. Data enters as text only, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An HTML element.
 *
 * @param {string} tag its name
 * @param {object} attributes a function becomes a listener, true an empty attribute; false and null leave it out
 * @param {...(Node|string|number|null)} children elements, or texts
 */
export function h(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
}

/** An SVG element; see {@link h}. */
export function svg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** The element with this id. */
export function $(id) {
    return document.getElementById(id);
}

function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === "function") {
            element.addEventListener(name, value);
        } else if (value !== false && value !== null && value !== undefined) {
            element.setAttribute(name, value === true ? "" : String(value));
        }
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false)
        .map(child => child instanceof Node ? child : String(child)));
    return element;
}

/** The first characters of a version's hash. */
export function short(version) {
    return version ? version.slice(0, 8) : "base model";
}

/** A point in time, short. */
export function when(iso) {
    const date = new Date(iso);
    const today = date.toDateString() === new Date().toDateString();
    return new Intl.DateTimeFormat(undefined, today ? {timeStyle: "short"} : {dateStyle: "medium", timeStyle: "short"})
        .format(date);
}

/** A button that cannot be pressed again while it works; what goes wrong stands behind it. */
export function action(label, act, style = null) {
    const button = h("button", {type: "button", class: style, click: async () => {
        button.disabled = true;
        if (button.nextElementSibling?.classList.contains("error")) {
            button.nextElementSibling.remove();
        }
        try {
            await act();
        } catch (error) {
            button.after(problem(error));
        } finally {
            button.disabled = false;
        }
    }}, label);
    return button;
}

/** A problem in words. */
export function problem(error, ...actions) {
    return h("div", {class: "error", role: "alert"}, h("p", {}, error.message ?? error), ...actions);
}
