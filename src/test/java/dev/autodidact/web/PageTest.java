package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PageTest {

    private static final Pattern IMPORT = Pattern.compile("from \"([^\"]+)\"");
    private static final Pattern FIELD = Pattern.compile("<(?:input|select|textarea)[^>]*? id=\"([a-z-]+)\"");
    private static final Pattern ID_USED = Pattern.compile("\\$\\(\"([a-z-]+)\"\\)");

    private static String page() {
        return when().get("/").then().statusCode(200).extract().asString();
    }

    private static String script(String path) {
        return when().get(path)
                .then()
                .statusCode(200)
                .contentType(containsString("javascript"))
                .header("Cache-Control", equalTo("no-cache"))
                .extract()
                .asString();
    }

    /** The page's script and all it imports. */
    private static Set<String> scripts() {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of("/app.js"));
        while (!open.isEmpty()) {
            String path = open.pop();
            if (found.add(path)) {
                String folder = path.substring(0, path.lastIndexOf('/') + 1);
                IMPORT.matcher(script(path))
                        .results()
                        .map(match -> (folder + match.group(1)).replace("/./", "/"))
                        .forEach(open::push);
            }
        }
        return found;
    }

    @Test
    void thePageIsServedWithAPolicyThatAllowsOnlyItsOwnFiles() {
        when().get("/")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/html"))
                .header("Content-Security-Policy", startsWith("default-src 'self'"))
                .header("Cache-Control", equalTo("no-cache"));
        when().get("/app.css").then().statusCode(200).contentType(startsWith("text/css"));
        when().get("/icon.svg").then().statusCode(200).contentType(startsWith("image/svg+xml"));
    }

    @Test
    void everyScriptThatThePageImportsIsThere() {
        assertThat(scripts()).hasSizeGreaterThan(10);
    }

    @Test
    void thePageKeepsItsOwnPolicy() {
        assertThat(page()).doesNotContain("<style", " style=", "onclick=", "http://", "https://");
        assertThat(page()).doesNotContainPattern("<script(?![^>]*src=)");
        for (String path : scripts()) {
            assertThat(script(path)).as(path).doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(");
        }
    }

    @Test
    void everyFieldHasALabel() {
        String page = page();
        List<String> fields =
                FIELD.matcher(page).results().map(found -> found.group(1)).toList();
        assertThat(fields).contains("agent", "message", "merge-one", "import-file", "key-name", "teach-topic");
        for (String id : fields) {
            assertThat(page).as(id).contains("for=\"" + id + "\"");
        }
        assertThat(page)
                .contains("role=\"switch\"", "role=\"log\"", "New conversation", "What I learned", "Adapter versions");
    }

    @Test
    void everyElementThatAScriptLooksForIsOnThePage() {
        String page = page();
        Set<String> ids = new HashSet<>();
        for (String path : scripts()) {
            ID_USED.matcher(script(path)).results().map(MatchResult::group).forEach(ids::add);
        }
        assertThat(ids).hasSizeGreaterThan(15).allSatisfy(used -> {
            String id = used.substring(3, used.length() - 2);
            assertThat(page).contains("id=\"" + id + "\"");
        });
    }

    @Test
    void thePageLeavesAServerThatHangsAndAsksNothingOfAnErasedAgent() throws Exception {
        NodeClient.runOnPage("page.mjs");
    }

    @Test
    void theReceiptOfATakingBackIsShownInWords() {
        assertThat(script("/page/receipt.js"))
                .contains(
                        "r.itemsTakenBack", "r.itemsTriedAgain", "r.itemsTrainedAgain", "r.versionsErased", "r.start");
    }

    @Test
    void theConversationsOfAnAgentAreListedNewestFirstWithTheirBeginning() {
        String agent = "page-" + UUID.randomUUID();
        given().contentType(ContentType.JSON)
                .body("{\"id\":\"" + agent + "\"}")
                .post("/api/agents")
                .then()
                .statusCode(201);
        when().get("/api/agents/" + agent + "/conversations").then().body("$", hasSize(0));
        for (String message : List.of("first", "second")) {
            given().contentType(ContentType.JSON)
                    .body("{\"conversation\":\"" + message + "\",\"message\":\"" + message + " message\"}")
                    .post("/api/agents/" + agent + "/chat")
                    .then()
                    .statusCode(200);
        }
        when().get("/api/agents/" + agent + "/conversations")
                .then()
                .body("conversation", equalTo(List.of("second", "first")))
                .body("title", equalTo(List.of("second message", "first message")));
        when().get("/api/agents/nobody-here/conversations").then().statusCode(404);
    }
}
