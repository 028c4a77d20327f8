package io.rvoip.builder;

import io.netty.util.NetUtil;
import io.rvoip.common.Loop;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cloud that this machine is in, which maps a public IPv4 address to it: asked at the link-local address that clouds have for such
 * questions, and only where the configuration names one. No proxy, no redirect, 3 s.
 */
final class CloudSource implements AddressSource {
    static final String SCHEME = "cloud:";
    static final String FORMS = Arrays.stream(Cloud.values()).map(Cloud::uri).collect(Collectors.joining(", "));

    /** The same in all of them. */
    static final URI METADATA = URI.create("http://169.254.169.254");

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long EVERY = Duration.ofMinutes(5).toNanos();
    private static final int LONGEST_ANSWER = 256;
    private static final String TOKEN = "X-aws-ec2-metadata-token";

    private final Cloud cloud;
    private final URI base;
    private final Loop loop;
    private final Loop.Timer timer;
    private @Nullable HttpClient client;
    private @Nullable Answers answers;

    /** Whom we know how to ask. */
    enum Cloud {
        /** Amazon EC2, by IMDSv2. */
        AWS("/latest/meta-data/public-ipv4", ""),
        /** Microsoft Azure. */
        AZURE("/metadata/instance/network/interface/0/ipv4/ipAddress/0/publicIpAddress?api-version=2021-02-01&format=text", "Metadata: true"),
        /** Google Compute Engine. */
        GCP("/computeMetadata/v1/instance/network-interfaces/0/access-configs/0/external-ip", "Metadata-Flavor: Google");

        private final String path;
        private final List<String> header;

        Cloud(String path, String header) {
            this.path = path;
            this.header = header.isEmpty() ? List.of() : List.of(header.split(": "));
        }

        String uri() {
            return SCHEME + name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException for one that nobody here knows */
        static Cloud of(String uri) {
            return Arrays.stream(values()).filter(one -> one.uri().equalsIgnoreCase(uri)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("\"" + uri + "\" (expected: " + FORMS + ")"));
        }
    }

    /** @param base where questions go: {@link #METADATA} */
    CloudSource(Cloud cloud, URI base, Loop loop) {
        this.cloud = cloud;
        this.base = base;
        this.loop = loop;
        timer = loop.timer(this::ask);
    }

    @Override
    public void start(Answers told) {
        loop.execute(() -> {
            answers = told;
            client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).proxy(HttpClient.Builder.NO_PROXY).build();
            ask();
        });
    }

    @Override
    public void stop() {
        answers = null;
        client = null;
        timer.cancel();
    }

    private void ask() {
        HttpClient asking = client;
        if (asking == null) {
            return;
        }
        CompletionStage<String> said = cloud == Cloud.AWS ? text(asking, tokenRequest()).thenCompose(token -> text(asking, request(List.of(TOKEN, token))))
            : text(asking, request(cloud.header));
        said.whenComplete((text, failure) -> {
            try {
                loop.execute(() -> answered(text, failure));
            } catch (RejectedExecutionException ended) {
                // nobody waits for it any more
            }
        });
    }

    private void answered(@Nullable String text, @Nullable Throwable failure) {
        Answers told = answers;
        if (told == null) {
            return;
        }
        timer.arm(loop.now() + EVERY);
        InetAddress address = text == null || !NetUtil.isValidIpV4Address(text) ? null : NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null || !told.seen(address)) {
            told.silent(failure == null ? "\"" + text + "\" is no address to be reached at" : why(failure), false);
        }
    }

    private static String why(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private HttpRequest tokenRequest() {
        return HttpRequest.newBuilder(base.resolve("/latest/api/token")).timeout(PATIENCE).header(TOKEN + "-ttl-seconds", "60")
            .PUT(HttpRequest.BodyPublishers.noBody()).build();
    }

    private HttpRequest request(List<String> header) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(cloud.path)).timeout(PATIENCE);
        return header.isEmpty() ? request.build() : request.header(header.get(0), header.get(1)).build();
    }

    private static CompletionStage<String> text(HttpClient client, HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()).thenApply(response -> {
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("status " + response.statusCode() + " to " + request.method() + " " + request.uri().getPath());
                }
                return new String(body.readNBytes(LONGEST_ANSWER), StandardCharsets.US_ASCII).strip();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable.getMessage(), unreadable);
            }
        });
    }

    @Override
    public String toString() {
        return cloud.uri();
    }
}
