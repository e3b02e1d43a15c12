package dev.autodidact.sft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** A disk that breaks at one call, counted from when it was armed. */
final class FaultyFiles extends DiskFiles {

    /** How it breaks. */
    enum Fault {
        FULL("No space left on device"),
        BROKEN("Input/output error"),
        SHORT("the rest of the write is gone");

        private final String message;

        Fault(String message) {
            this.message = message;
        }
    }

    private Fault fault;
    private int left = Integer.MAX_VALUE;
    private boolean struck;

    /** Breaks at the n-th call from now. */
    synchronized void arm(Fault kind, int call) {
        fault = kind;
        left = call;
        struck = false;
    }

    /** Works again. */
    synchronized boolean disarm() {
        left = Integer.MAX_VALUE;
        return struck;
    }

    private synchronized boolean strikes() {
        if (left == Integer.MAX_VALUE || --left != 0) {
            return false;
        }
        struck = true;
        return true;
    }

    private void call() throws IOException {
        if (strikes()) {
            throw new IOException(fault.message);
        }
    }

    @Override
    void createFolders(Path folder) throws IOException {
        call();
        super.createFolders(folder);
    }

    @Override
    byte[] read(Path file) throws IOException {
        call();
        return super.read(file);
    }

    @Override
    FileChannel create(Path file) throws IOException {
        call();
        return super.create(file);
    }

    @Override
    int write(FileChannel channel, ByteBuffer rest) throws IOException {
        ByteBuffer piece = rest.slice(rest.position(), Math.min(rest.remaining(), 8_192));
        if (strikes()) {
            if (fault == Fault.SHORT) {
                super.write(channel, piece.limit(piece.limit() / 2));
            }
            throw new IOException(fault.message);
        }
        int written = super.write(channel, piece);
        rest.position(rest.position() + written);
        return written;
    }

    @Override
    void force(Path file, FileChannel channel) throws IOException {
        call();
        super.force(file, channel);
    }

    @Override
    void rename(Path from, Path to) throws IOException {
        call();
        super.rename(from, to);
    }

    @Override
    void delete(Path file) throws IOException {
        call();
        super.delete(file);
    }

    @Override
    void syncFolder(Path folder) throws IOException {
        call();
        super.syncFolder(folder);
    }

    @Override
    List<Path> list(Path folder, String glob) throws IOException {
        call();
        return super.list(folder, glob);
    }
}
