package dev.autodidact.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Where the search index lies. What cannot be used there is deleted: the database has all that it takes to make it again.
 *
 * @param path the folder; nothing else may be in it
 */
record IndexFolder(Path path) {

    private static final Logger LOG = Logger.getLogger(IndexFolder.class);

    /**
     * Opens the index, or makes an empty one where there is none, or one that is damaged, of another database or form, or
     * ahead of the database.
     *
     * @param name what it must belong to
     * @param latest the database's revision
     */
    MemoryIndex open(String name, long latest) throws IOException {
        Files.createDirectories(path);
        try {
            MemoryIndex opened = new MemoryIndex(path, name);
            try {
                opened.verify();
                if (opened.applied() <= latest) {
                    return opened;
                }
                throw new MemoryIndex.StaleIndexException(
                        "the index holds revision " + opened.applied() + ", the database only " + latest);
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the memory index in %s cannot be used and is made anew: %s", path, e);
            delete();
            return new MemoryIndex(path, name);
        }
    }

    /** Deletes what is in it. */
    void delete() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
        Files.createDirectories(path);
    }
}
