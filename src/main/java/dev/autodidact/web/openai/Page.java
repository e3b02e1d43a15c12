package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.web.ApiException;
import java.util.List;
import java.util.function.Function;

/** Cuts a list to the page that a request asks for with {@code after} and {@code limit}. */
final class Page {

    private Page() {}

    /**
     * One page in OpenAI's form.
     *
     * @param all everything, in the order of the list
     * @param id names an element
     * @param after the element before the page, or null for the first page
     * @param limit elements at most
     */
    static ObjectNode of(List<ObjectNode> all, Function<ObjectNode, String> id, String after, int limit) {
        int from = 0;
        if (after != null && !after.isEmpty()) {
            while (from < all.size() && !id.apply(all.get(from)).equals(after)) {
                from++;
            }
            if (from == all.size()) {
                throw ApiException.invalid("after", "invalid_value", "after names nothing in this list");
            }
            from++;
        }
        int to = Math.min(all.size(), from + limit);
        ObjectNode page = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = page.putArray("data");
        all.subList(from, to).forEach(data::add);
        page.put("first_id", from == to ? null : id.apply(all.get(from)));
        page.put("last_id", from == to ? null : id.apply(all.get(to - 1)));
        return page.put("has_more", to < all.size());
    }

    /** The page's size as a request gives it. */
    static int limit(String text, int usual, int most) {
        if (text == null || text.isEmpty()) {
            return usual;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below with the bounds
        }
        throw ApiException.invalid(
                "limit", "invalid_value", "limit is '" + Excerpt.of(text) + "'; it must lie in 1 to " + most);
    }
}
