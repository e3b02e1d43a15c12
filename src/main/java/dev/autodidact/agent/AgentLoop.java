package dev.autodidact.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.ChatHistory;
import dev.autodidact.memory.MemoryHit;
import dev.autodidact.memory.StoredMessage;
import dev.autodidact.model.ToolCallParser;
import dev.autodidact.sft.Agent;
import dev.autodidact.sft.Agents;
import dev.autodidact.sft.LedgerTrust;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One turn of an agent: the person's message, tool calls, the reply. The agent's active adapter version is read once, at
 * the start; what is learned in a turn answers from the next one on. Every message is stored as it comes.
 */
@ApplicationScoped
public class AgentLoop {

    /** What is said when the model could not write a readable call. */
    static final String APOLOGY = "Sorry, I could not learn that.";

    /** Names the answer to a call that could not be read. */
    private static final String UNREADABLE = "unreadable";

    /** A conversation that no longer fits is cut by so much more, a fourth: it is not cut again at each turn. */
    private static final int SPARE = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Agents agents;
    private final BaseCheck baseCheck;
    private final ChatHistory history;
    private final LocalStreamingChatModel model;
    private final EditWriter edits;
    private final TextGenerator generator;
    private final List<AgentTool> tools;
    private final Recollection recollection;
    private final ChatSettings settings;
    private final ConversationLocks locks = new ConversationLocks();

    AgentLoop(
            Agents agents,
            BaseCheck baseCheck,
            ChatHistory history,
            LocalStreamingChatModel model,
            EditWriter edits,
            TextGenerator generator,
            @All List<AgentTool> tools,
            Recollection recollection,
            ChatSettings settings) {
        this.agents = agents;
        this.baseCheck = baseCheck;
        this.history = history;
        this.model = model;
        this.edits = edits;
        this.generator = generator;
        this.tools = tools;
        this.recollection = recollection;
        this.settings = settings;
    }

    /**
     * Does one turn; turns of one conversation follow one another. Waits for the model: call it on a virtual thread.
     *
     * @throws dev.autodidact.sft.UnknownAgentException where there is no such agent; nothing is stored
     * @throws BaseMismatchException where the agent's version belongs to another base model; nothing is stored
     * @throws PromptTooLongException where the message does not fit into the model's context; nothing is stored
     * @throws ModelBusyException where too many answers wait; the message is stored
     */
    public TurnResult turn(TurnRequest request, TurnListener listener) throws InterruptedException {
        try (var held = locks.hold(request.agent(), request.conversation())) {
            Agent agent = agents.get(request.agent());
            baseCheck.check(agent.key(), agent.activeAdapter());
            return new Turn(request, agent, listener).run();
        }
    }

    /** The state of one turn. */
    private final class Turn {

        private final TurnRequest request;
        private final TurnListener listener;
        private String adapter;
        private String policy;
        private final ConversationWindow window;
        private final int windowStart;
        private final List<AgentTool> offered;
        private final Map<UUID, TurnResult.Source> recalled = new LinkedHashMap<>();
        private final List<TurnResult.Call> calls = new ArrayList<>();
        private int promptTokens;
        private int completionTokens;
        private int malformed;
        private StoredMessage question;

        Turn(TurnRequest request, Agent agent, TurnListener listener) {
            this.request = request;
            this.listener = listener;
            this.adapter = agent.activeAdapter();
            this.offered = tools.stream()
                    .filter(tool -> request.recall() || !tool.remembers())
                    .toList();
            this.windowStart = history.windowStart(request.agent(), request.conversation());
            List<StoredMessage> last =
                    history.last(request.agent(), request.conversation(), settings.historyMessages());
            this.window = new ConversationWindow(
                    settings.systemPrompt(),
                    offered.stream().anyMatch(AgentTool::remembers),
                    last,
                    Math.max(windowStart, readable(last)));
        }

        TurnResult run() throws InterruptedException {
            window.add(UserMessage.from(request.message()));
            shrink(room() - room() / SPARE);
            recall();
            question =
                    history.append(request.agent(), request.conversation(), ChatHistory.Entry.user(request.message()));
            while (true) {
                StopSignal stop = StopSignal.current();
                AiMessage answer = stop.stopped() ? AiMessage.from("") : ask();
                if (stop.stopped()) {
                    String said = VisibleText.of(LocalAnswer.text(answer));
                    return result(said, store(AiMessage.from(said)), true);
                }
                StoredMessage stored = store(answer);
                Optional<String> fault = fault(answer, stored.content());
                if (fault.isEmpty() && !answer.hasToolExecutionRequests()) {
                    return result(answer.text(), stored, false);
                }
                if (fault.isPresent()) {
                    malformed++;
                    listener.onUnreadableCall(fault.get());
                    answerTool(null, errorJson(fault.get()).toString());
                } else {
                    for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
                        execute(call);
                    }
                }
                if (malformed > settings.maxMalformedCalls() || calls.size() >= settings.maxToolCalls()) {
                    return giveUp();
                }
                shrink(room());
            }
        }

        /** Where the window begins if not even all of its messages are read back: as for one without room, a fourth later. */
        private int readable(List<StoredMessage> last) {
            return last.isEmpty() || last.getFirst().position() <= windowStart
                    ? 0
                    : last.getFirst().position() + last.size() / SPARE;
        }

        /** Where older turns are out of sight, what was said that bears on the message is put before the model. */
        private void recall() {
            int start = window.start();
            if (start != windowStart) {
                history.moveWindow(request.agent(), request.conversation(), start);
            }
            if (!request.recall() || !window.cut()) {
                return;
            }
            recollection
                    .putBefore(request.agent(), request.message(), window, () -> shrink(room()))
                    .forEach(this::name);
        }

        private void name(MemoryHit hit) {
            recalled.put(
                    hit.entry().id(),
                    TurnResult.Source.memory(hit.entry().id(), hit.entry().text()));
        }

        private void shrink(int rest) {
            if (!window.shrink(this::promptTokens, room(), rest)) {
                throw new PromptTooLongException(promptTokens(window.messages()), room());
            }
        }

        private int promptTokens(List<ChatMessage> messages) {
            return generator.promptTokens(PromptConversion.prompt(
                    chatRequest(messages), settings, request.agent().tenant()));
        }

        /** Tokens that the prompt may have: the answer gets its own, but at most half of the context. */
        private int room() {
            return generator.contextLength() - Math.min(settings.maxTokens(), generator.contextLength() / 2);
        }

        private ChatRequest chatRequest(List<ChatMessage> messages) {
            return ChatRequest.builder()
                    .messages(messages)
                    .modelName(new ModelName(generator.baseId(), adapter).toString())
                    .toolSpecifications(
                            offered.stream().map(AgentTool::specification).toList())
                    .build();
        }

        private AiMessage ask() throws InterruptedException {
            ChatResponse response = edits.written(request.agent(), answered(), () -> chatRequest(window.messages()));
            policy = EditWriter.writer(response).orElse(policy);
            promptTokens += response.tokenUsage().inputTokenCount();
            completionTokens += response.tokenUsage().outputTokenCount();
            window.add(response.aiMessage());
            return response.aiMessage();
        }

        /** An answer of the turn's version, or of the one that has taken its place where it was erased meanwhile. */
        private ChatResponse answered() throws InterruptedException {
            while (true) {
                TurnAnswer answer = new TurnAnswer(listener);
                Tenancy.of(request.agent(), () -> model.chat(chatRequest(window.messages()), answer));
                try {
                    return answer.await();
                } catch (UncheckedIOException e) {
                    String now = agents.get(request.agent()).activeAdapter();
                    if (Objects.equals(now, adapter)) {
                        throw e;
                    }
                    adapter = now;
                }
            }
        }

        private StoredMessage store(AiMessage answer) {
            return history.append(
                    request.agent(),
                    request.conversation(),
                    ChatHistory.Entry.assistant(LocalAnswer.text(answer), adapter));
        }

        private Optional<String> fault(AiMessage answer, String text) {
            if (answer.hasToolExecutionRequests()) {
                return Optional.empty();
            }
            List<String> errors = ToolCallParser.parse(text).errors();
            return errors.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", errors));
        }

        private void execute(ToolExecutionRequest call) throws InterruptedException {
            JsonNode arguments = read(call.arguments());
            listener.onToolCall(call.name(), arguments);
            AgentTool.Result result = tool(call.name(), arguments);
            result.recalled().forEach(this::name);
            if (result.malformed()) {
                malformed++;
            }
            calls.add(new TurnResult.Call(call.name(), arguments, result.detail()));
            listener.onToolResult(call.name(), result.detail());
            answerTool(call, result.forModel());
        }

        private AgentTool.Result tool(String name, JsonNode arguments) throws InterruptedException {
            for (AgentTool tool : offered) {
                if (tool.specification().name().equals(name)) {
                    return tool.execute(
                            arguments,
                            new AgentTool.Context(
                                    request.agent(),
                                    request.conversation(),
                                    question.id(),
                                    WindowOrigin.of(
                                            window.messages(),
                                            request.message(),
                                            WindowOrigin.kept(arguments),
                                            window.recalled(),
                                            AgentLoop.this::outputOrigin),
                                    window.stored(),
                                    Set.copyOf(recalled.keySet()),
                                    calls.size(),
                                    listener));
                }
            }
            ObjectNode error = errorJson("there is no tool '" + name + "'");
            return new AgentTool.Result(error.toString(), error, true);
        }

        private void answerTool(ToolExecutionRequest call, String text) {
            String name = call == null ? UNREADABLE : call.name();
            window.add(ToolExecutionResultMessage.from(call == null ? "call_0" : call.id(), name, text));
            history.append(request.agent(), request.conversation(), ChatHistory.Entry.tool(name, text));
        }

        private TurnResult giveUp() {
            listener.onToken(APOLOGY);
            AiMessage apology = AiMessage.from(APOLOGY);
            return result(APOLOGY, store(apology), false);
        }

        private TurnResult result(String reply, StoredMessage stored, boolean stopped) {
            return new TurnResult(
                    reply,
                    request.conversation(),
                    stored.id(),
                    generator.baseId(),
                    adapter,
                    policy,
                    List.copyOf(calls),
                    // what stood before the model beside the message
                    TurnResult.Source.all(window.stored().size(), window.cut(), recalled.values(), adapter),
                    new TurnResult.Usage(promptTokens, completionTokens, promptTokens + completionTokens),
                    stopped);
        }
    }

    /** A tool that is there no longer is nobody's word; {@link #UNREADABLE} is the runtime's own. */
    private Optional<LedgerTrust> outputOrigin(String name) {
        if (UNREADABLE.equals(name)) {
            return Optional.empty();
        }
        return tools.stream()
                .filter(tool -> tool.specification().name().equals(name))
                .findFirst()
                .map(AgentTool::outputOrigin)
                .orElse(Optional.of(LedgerTrust.TOOL));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a call that was read before is not JSON: " + json, e);
        }
    }

    private static ObjectNode errorJson(String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message);
    }
}
