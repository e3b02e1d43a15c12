package dev.autodidact.web;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** A client that reads only as far as a test says and hangs up without a word. */
public final class RawClient implements AutoCloseable {

    private static final int SMALL_BUFFER_BYTES = 4_096;

    private final Socket socket = new Socket();

    private RawClient() {}

    /** Sends a request with a JSON body to the server of this address. */
    public static RawClient post(URL server, String path, String body) throws IOException {
        RawClient client = new RawClient();
        client.socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
        client.socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        // hanging up drops what is under way: the server sees a reset
        client.socket.setSoLinger(true, 0);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: " + server.getHost() + ":" + server.getPort()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        client.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        client.socket.getOutputStream().write(bytes);
        return client;
    }

    /** Reads up to where this text ends. */
    public String readTo(String text) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        byte[] end = text.getBytes(StandardCharsets.UTF_8);
        int matched = 0;
        byte[] one = new byte[1];
        while (matched < end.length) {
            if (socket.getInputStream().read(one) < 0) {
                throw new EOFException("the answer ended without '" + text + "': " + read);
            }
            read.write(one[0]);
            matched = one[0] == end[matched] ? matched + 1 : one[0] == end[0] ? 1 : 0;
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
