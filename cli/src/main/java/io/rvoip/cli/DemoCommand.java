package io.rvoip.cli;

import io.rvoip.common.audit.AuditChain;
import io.rvoip.media.audio.AudioClip;
import io.rvoip.media.audio.BufferSink;
import io.rvoip.media.audio.ClipSource;
import io.rvoip.media.file.WavFile;
import io.rvoip.media.file.WavLimits;
import io.rvoip.simple.Call;
import io.rvoip.simple.CallAudio;
import io.rvoip.simple.ClientListener;
import io.rvoip.simple.IncomingCall;
import io.rvoip.simple.SecurityReport;
import io.rvoip.simple.SimpleVoipClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job, seen and measured: two softphones talk through an office exchange, and both far ends are checked. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "An office on loopback, two softphones, one call, speech both ways."
    + " Exit code 0 only when both far ends heard what was said.")
final class DemoCommand implements Callable<Integer> {
    private static final int USUAL_PORT = 5060;
    private static final Duration RING = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @Option(names = "--keep", description = "in the clear: leave the office running on port 5060 and say how to register a phone")
    private boolean keep;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DemoScreen screen = new DemoScreen(spec.commandLine().getOut());
        try (DemoOffice office = keep ? DemoOffice.open(USUAL_PORT) : DemoOffice.standard()) {
            screen.title("An office on loopback: " + DemoOffice.DOMAIN + " at " + office.pbx().sipAddresses().get(0)
                + ", profile " + office.profile().id() + (keep ? " (nothing is encrypted)" : " (everything is encrypted)"));
            boolean heard = talk(office, screen);
            screen.leftOver(office.pbx().platform().engine());
            if (keep) {
                keepOpen(office, screen);
                return heard ? Exit.DONE : Exit.REFUSED;
            }
            AuditChain.Verdict log = office.pbx().platform().verifyAudit().toCompletableFuture().join();
            screen.audited(log, office.pbx().platform().config().audit().orElseThrow().file());
            return heard && log.isWhole() ? Exit.DONE : Exit.REFUSED;
        }
    }

    private boolean talk(DemoOffice office, DemoScreen screen) {
        AudioClip aliceSays = speech();
        AudioClip bobSays = DemoVerdict.secondHalfFirst(aliceSays);
        BufferSink aliceHears = new BufferSink(LONGEST);
        BufferSink bobHears = new BufferSink(LONGEST);
        CompletableFuture<Call> atBob = new CompletableFuture<>();
        try (SimpleVoipClient alice = phone("alice", office, aliceSays, aliceHears, new ClientListener() { });
             SimpleVoipClient bob = phone("bob", office, bobSays, bobHears, answering(atBob))) {
            screen.registered("alice", alice);
            screen.registered("bob", bob);
            Call calling = alice.makeCall("bob").orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            screen.follow("alice", calling);
            Call called = atBob.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            screen.follow("bob", called);
            calling.answered().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            screen.live(calling, called, aliceSays.duration().plusMillis(700));
            SecurityReport protection = calling.security();
            calling.hangup().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            called.ended().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            DemoVerdict bobHeard = DemoVerdict.of("alice -> bob", aliceSays, bobHears.clip(), called);
            DemoVerdict aliceHeard = DemoVerdict.of("bob -> alice", bobSays, aliceHears.clip(), calling);
            screen.verdict(bobHeard, aliceHeard);
            screen.security(protection);
            return bobHeard.heard() && aliceHeard.heard() && (keep || protection.secured());
        }
    }

    private static SimpleVoipClient phone(String user, DemoOffice office, AudioClip says, BufferSink hears, ClientListener listener) {
        InetSocketAddress exchange = office.pbx().sipAddresses().get(0);
        return SimpleVoipClient.create(user + "@" + DemoOffice.DOMAIN, office.passwords().get(user))
            .withRegistrar(exchange.getHostString() + ":" + exchange.getPort())
            .withLocalAddress(new InetSocketAddress("127.0.0.1", 0))
            .withSecurityProfile(office.profile()).withTransport(office.transport()).withTls(office.tls())
            .withAudio(CallAudio.from(() -> ClipSource.once(says)).withSink(() -> hears))
            .withListener(listener)
            .connect().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static ClientListener answering(CompletableFuture<Call> call) {
        return new ClientListener() {
            @Override
            public void onIncomingCall(IncomingCall incoming) {
                call.complete(incoming.call());
                CompletableFuture.delayedExecutor(RING.toMillis(), TimeUnit.MILLISECONDS).execute(() -> incoming.call().answer());
            }
        };
    }

    private static AudioClip speech() {
        try (InputStream in = DemoCommand.class.getResourceAsStream("speech.wav")) {
            if (in == null) {
                throw new IllegalStateException("speech.wav is not in the program");
            }
            return WavFile.parse(in.readAllBytes(), WavLimits.DEFAULT).clip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void keepOpen(DemoOffice office, DemoScreen screen) throws InterruptedException {
        InetSocketAddress at = office.pbx().sipAddresses().get(0);
        String password = office.passwords().get("alice");
        screen.title("The office stays open. Register a phone of this machine with:");
        screen.lines("  server    " + at.getHostString() + ":" + at.getPort() + " (UDP or TCP), domain " + DemoOffice.DOMAIN,
            "  accounts  alice / " + password + ", bob / " + office.passwords().get("bob"),
            "  call      sip:echo@" + DemoOffice.DOMAIN + " (echo), sip:tone@" + DemoOffice.DOMAIN + " (440 Hz), alice, bob",
            "  or        ./rvoip call sip:echo@" + DemoOffice.DOMAIN + " --as sip:alice@" + DemoOffice.DOMAIN + " --password " + password
                + " --outbound sip:" + at.getHostString() + ":" + at.getPort() + " --seconds 5",
            "Ctrl-C ends it.");
        CountDownLatch told = new CountDownLatch(1);
        Signals.onTerminate(told::countDown, () -> Runtime.getRuntime().halt(Exit.DONE));
        told.await();
    }
}
