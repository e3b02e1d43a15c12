package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a data folder holds after kills, counted. The weights themselves are read: the served adapter of each agent must hold
 * each learned item once and nothing else.
 *
 * @param lost acknowledged items that are not in the ledger
 * @param twice items that are in served weights more than once
 * @param mixed items whose state and served weights disagree
 * @param corrupt published versions whose file is missing or broken
 * @param open jobs that have not ended
 * @param failed jobs that ended without an adapter
 * @param learned items in served weights
 * @param versions published versions
 */
record Audit(int lost, int twice, int mixed, int corrupt, int open, int failed, int learned, int versions) {

    static Audit of(Node node, Path home, Map<Integer, UUID> acknowledged) throws IOException {
        AdapterStore store = new AdapterStore(home);
        Map<UUID, LearningTicket> jobs = new HashMap<>();
        node.bean(OpenJobs.class).all().forEach(job -> jobs.put(job.id(), job));
        List<LedgerItem> items = new ArrayList<>();
        Map<Integer, Integer> served = new TreeMap<>();
        int corrupt = 0;
        int versions = 0;
        for (AgentKey key : KillTarget.AGENTS) {
            items.addAll(node.bean(Ledger.class).items(key));
            for (AdapterVersion version : node.bean(AdapterVersions.class).of(key)) {
                if (version.erased() != null) {
                    continue;
                }
                versions++;
                try {
                    store.load(version.version());
                } catch (CorruptAdapterException e) {
                    corrupt++;
                }
            }
            String active = node.bean(Agents.class).get(key).activeAdapter();
            if (active != null) {
                served.putAll(SlotTraining.applied(store.load(active)));
            }
        }
        Set<Integer> stored = new HashSet<>();
        int mixed = 0;
        for (LedgerItem item : items) {
            int slot = Integer.parseInt(item.topic());
            if (!stored.add(slot) || (item.state() == LedgerState.LEARNED) != served.containsKey(slot)) {
                mixed++;
            }
        }
        int lost = (int) acknowledged.entrySet().stream()
                .filter(entry -> !stored.contains(entry.getKey()) || !jobs.containsKey(entry.getValue()))
                .count();
        mixed += (int)
                served.keySet().stream().filter(slot -> !stored.contains(slot)).count();
        return new Audit(
                lost,
                (int) served.values().stream().filter(times -> times != 1).count(),
                mixed,
                corrupt,
                (int) jobs.values().stream()
                        .filter(job -> !job.state().isFinal())
                        .count(),
                (int) jobs.values().stream()
                        .filter(job -> job.state() == LearningState.FAILED)
                        .count(),
                served.size(),
                versions);
    }
}
