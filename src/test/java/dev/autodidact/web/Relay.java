package dev.autodidact.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between the application and a real server, so that a test can take the server away and give it back: by lines
 * {@code cut}, {@code mend}, {@code pause}, {@code resume} to its control port, since test and server live in different class
 * loaders.
 */
final class Relay {

    private final int target;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private ServerSocket door;
    private volatile boolean paused;

    Relay(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = door.getLocalPort();
        listen(door);
    }

    int port() {
        return port;
    }

    /** Opens the control port and gives its number. */
    int control() throws IOException {
        ServerSocket control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (true) {
                try (Socket socket = control.accept();
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                    command(in.readLine());
                    socket.getOutputStream().write('k');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return control.getLocalPort();
    }

    /** Tells a relay through its control port; it is done when this returns. */
    static void tell(int control, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), control)) {
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != 'k') {
                throw new IOException("the relay did not " + command);
            }
        }
    }

    private void command(String name) {
        try {
            switch (name) {
                case "cut" -> cut();
                case "mend" -> mend();
                case "pause" -> paused = true;
                case "resume" -> paused = false;
                default -> throw new IllegalArgumentException(name);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void cut() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private void mend() throws IOException {
        door = new ServerSocket();
        door.setReuseAddress(true);
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listen(door);
    }

    private void listen(ServerSocket from) {
        Thread.ofVirtual().start(() -> {
            while (!from.isClosed()) {
                try {
                    Socket near = from.accept();
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                    open.add(near);
                    open.add(far);
                    pump(near, far);
                    pump(far, near);
                } catch (IOException e) {
                    // the door was closed
                }
            }
        });
    }

    private void pump(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[8_192];
                int count;
                while ((count = in.read(buffer)) > 0) {
                    while (paused) {
                        Thread.sleep(5);
                    }
                    out.write(buffer, 0, count);
                }
            } catch (IOException | InterruptedException e) {
                // one side is gone; so is the other now
            }
        });
    }
}
