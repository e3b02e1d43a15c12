package dev.autodidact.model.hub;

import dev.autodidact.model.ModelConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Models from the Hugging Face hub, kept in {@code CACHE/org--name/COMMIT/}. A commit's folder is complete when its
 * {@code complete} file exists; until then downloads go on where they ended, also after a restart. Every file is checked
 * by size and hash, and the configuration is read before any weight is fetched, so that an unsupported model costs
 * nothing.
 *
 * @see <a href="https://huggingface.co/docs/hub/api">Hub API</a>
 */
public final class ModelHub {
    private static final String COMPLETE = "complete";

    private final HubSettings settings;
    private final Consumer<String> log;
    private final BiConsumer<String, ModelConfig> check;

    /**
     * @param log told about progress, a line at a time
     */
    public ModelHub(HubSettings settings, Consumer<String> log) {
        this(settings, log, (id, config) -> {});
    }

    /**
     * @param log told about progress, a line at a time
     * @param check told the model's name and shape before any weight is fetched; may refuse it, as too large for example
     */
    public ModelHub(HubSettings settings, Consumer<String> log, BiConsumer<String, ModelConfig> check) {
        this.settings = settings;
        this.log = log;
        this.check = check;
    }

    /**
     * The folder of a model, fetched where it is not in the cache.
     *
     * @throws HubException if it cannot be got: no network and no copy, no access, no such model or revision, no
     *     safetensors, no room on disk
     * @throws dev.autodidact.model.ModelFormatException if its architecture is not supported
     */
    public Path folder(String name) {
        HubId id = HubId.parse(name);
        Path home = settings.cache().resolve(id.folderName());
        if (settings.offline()) {
            return cached(home, id)
                    .orElseThrow(() -> new HubException(id + " is not in " + settings.cache()
                            + " and downloads are switched off (offline mode); start once with a network, or set"
                            + " autodidact.model to a folder"));
        }
        try (HubTransfer transfer = new HubTransfer(settings)) {
            HubListing listing;
            try {
                listing = HubListing.parse(
                        id,
                        transfer.text(
                                id,
                                address("/api/models/" + id.repository() + "/revision/" + id.revision()
                                        + "?blobs=true")));
            } catch (IOException e) {
                return withoutNetwork(home, id, e);
            }
            return fetch(transfer, home, id, listing);
        } catch (IOException e) {
            throw new HubException(
                    "the download of " + id + " failed: " + reason(e) + "; what has arrived is kept in " + home
                            + " and the next start goes on from there",
                    e);
        }
    }

    private Path withoutNetwork(Path home, HubId id, IOException e) {
        Path folder = cached(home, id)
                .orElseThrow(() -> new HubException(
                        "there is no way to " + settings.endpoint().getHost() + " (" + reason(e) + ") and " + id
                                + " is not in " + settings.cache(),
                        e));
        log.accept(
                "no way to " + settings.endpoint().getHost() + " (" + reason(e) + "): using " + id + " from " + folder);
        return folder;
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private Optional<Path> cached(Path home, HubId id) {
        try {
            Path ref = home.resolve("refs").resolve(id.refName());
            String commit = Files.isRegularFile(ref) ? Files.readString(ref).strip() : id.revision();
            Path folder = home.resolve(commit);
            return Files.isRegularFile(folder.resolve(COMPLETE)) ? Optional.of(folder) : Optional.empty();
        } catch (IOException e) {
            throw new HubException("the cache " + home + " cannot be read: " + reason(e), e);
        }
    }

    private URI address(String path) {
        String root = settings.endpoint().toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
    }

    private Path fetch(HubTransfer transfer, Path home, HubId id, HubListing listing) throws IOException {
        Path folder = Files.createDirectories(home.resolve(listing.commit()));
        Files.createDirectories(home.resolve("refs"));
        try (FileChannel channel =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            if (!Files.isRegularFile(folder.resolve(COMPLETE))) {
                fetchAll(transfer, folder, id, listing);
                Files.writeString(folder.resolve(COMPLETE), id + " " + listing.commit() + "\n");
            }
            Files.writeString(home.resolve("refs").resolve(id.refName()), listing.commit() + "\n");
        }
        return folder;
    }

    private void fetchAll(HubTransfer transfer, Path folder, HubId id, HubListing listing) throws IOException {
        if (listing.find("config.json").isEmpty()) {
            throw new HubException(id + " has no config.json; it is not a model for transformers");
        }
        List<HubFile> weights = listing.weights(id);
        for (HubFile file : listing.small()) {
            get(transfer, folder, id, listing, file);
            if (file.name().equals("config.json")) {
                check.accept(id.toString(), ModelConfig.read(folder));
            }
        }
        room(folder, id, weights);
        for (HubFile file : weights) {
            get(transfer, folder, id, listing, file);
        }
    }

    private static void room(Path folder, HubId id, List<HubFile> weights) throws IOException {
        long needed = 0;
        for (HubFile file : weights) {
            Path part = folder.resolve(file.name() + ".part");
            boolean there = Files.exists(folder.resolve(file.name()));
            needed += there ? 0 : Math.max(0, file.size()) - (Files.exists(part) ? Files.size(part) : 0);
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (needed > free) {
            throw new HubException(id + " needs " + needed / 1_000_000 + " MB more on the disk of " + folder
                    + ", which has " + free / 1_000_000 + " MB free");
        }
    }

    private void get(HubTransfer transfer, Path folder, HubId id, HubListing listing, HubFile file) throws IOException {
        Path target = folder.resolve(file.name());
        if (Files.isRegularFile(target) && (file.size() < 0 || Files.size(target) == file.size())) {
            return;
        }
        URI from = address("/" + id.repository() + "/resolve/" + listing.commit() + "/" + file.name());
        long[] next = {System.nanoTime() + 2_000_000_000L};
        transfer.fetch(id, from, file, target, done -> {
            if (System.nanoTime() >= next[0]) {
                next[0] = System.nanoTime() + 5_000_000_000L;
                log.accept(progress(id, file, done));
            }
        });
        log.accept(progress(id, file, Files.size(target)));
    }

    private static String progress(HubId id, HubFile file, long done) {
        List<String> words = new ArrayList<>(List.of(id.toString(), file.name(), done / 1_000_000 + " MB"));
        if (file.size() > 0) {
            words.add("of " + file.size() / 1_000_000 + " (" + 100 * done / file.size() + " %)");
        }
        return String.join(" ", words);
    }
}
