/** Takes a stored message of the model apart. */

const CALL = /<tool_call>([\s\S]*?)(?:<\/tool_call>|$)/g;

/**
 * What was said, and the calls in it. A call that is no JSON has no name.
 *
 * @param {string} content as the model wrote it
 * @returns {{text: string, calls: {name?: string, arguments?: object}[]}}
 */
export function parts(content) {
    return {
        text: content.replace(CALL, "").trim(),
        calls: [...content.matchAll(CALL)].flatMap(([, raw]) => read(raw.trim())),
    };
}

function read(raw) {
    try {
        const value = JSON.parse(raw);
        return [value].flat().map(call => ({name: call.name, arguments: call.arguments ?? {}}));
    } catch (notJson) {
        return [{}];
    }
}
