package dev.autodidact.agent;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.EditPolicy;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets the promoted policy write the self-edits of chats. Whether to learn is the agent's own choice: where its answer calls
 * {@code learn}, the policy, stacked under the agent's adapter, is asked the same, and its call takes the place of the
 * agent's. So a policy changes no answer, and what the gate has examined is what answers.
 */
@ApplicationScoped
class EditWriter {

    private static final Logger LOG = Logger.getLogger(EditWriter.class);

    private final LocalChatModel model;
    private final TextGenerator generator;
    private final EditPolicy policies;

    EditWriter(LocalChatModel model, TextGenerator generator, EditPolicy policies) {
        this.model = model;
        this.generator = generator;
        this.policies = policies;
    }

    /**
     * The answer with the policy's calls for the agent's own, and with both's tokens. Its model name has the policy where
     * that wrote. Where the policy cannot be loaded or writes no call, the agent's own stays, and that is counted.
     *
     * @param question what the agent was asked
     */
    ChatResponse written(AgentKey agent, ChatResponse own, Supplier<ChatRequest> question) {
        if (edits(own).isEmpty()) {
            return own;
        }
        Optional<String> policy = policies.served(generator.baseHash());
        if (policy.isEmpty()) {
            return own;
        }
        ChatRequest request = question.get();
        String name = ModelName.parse(request.modelName()).under(policy.get()).toString();
        ChatRequest same = ChatRequest.builder()
                .messages(request.messages())
                .toolSpecifications(request.toolSpecifications())
                .modelName(name)
                .build();
        ChatResponse edit;
        try {
            edit = Tenancy.<ChatResponse>of(agent, () -> model.chat(same));
        } catch (UncheckedIOException e) {
            LOG.errorf(e, "policy %s is not served: the model writes its self-edits by itself", policy.get());
            policies.count(policy.get(), false);
            return own;
        }
        boolean wrote = !edits(edit).isEmpty();
        policies.count(policy.get(), wrote);
        if (!wrote) {
            LOG.warnf("policy %s wrote no learn call; the model's own is taken", policy.get());
        }
        return ChatResponse.builder()
                .id(own.id())
                .aiMessage(wrote ? replaced(own, edit) : own.aiMessage())
                .modelName(wrote ? name : own.modelName())
                .tokenUsage(TokenUsage.sum(own.tokenUsage(), edit.tokenUsage()))
                .finishReason(own.finishReason())
                .build();
    }

    /** The policy that wrote an answer's self-edit, if one did. */
    static Optional<String> writer(ChatResponse response) {
        return Optional.ofNullable(ModelName.parse(response.modelName()).policy());
    }

    private static List<ToolExecutionRequest> edits(ChatResponse response) {
        return response.aiMessage().toolExecutionRequests().stream()
                .filter(call -> call.name().equals(LearnTool.NAME))
                .toList();
    }

    private static AiMessage replaced(ChatResponse own, ChatResponse edit) {
        List<ToolExecutionRequest> calls = new ArrayList<>();
        own.aiMessage().toolExecutionRequests().stream()
                .filter(call -> !call.name().equals(LearnTool.NAME))
                .forEach(calls::add);
        calls.addAll(edits(edit));
        return AiMessage.builder()
                .text(own.aiMessage().text())
                .toolExecutionRequests(calls)
                .build();
    }
}
