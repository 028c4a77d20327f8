package io.rvoip.peers;

import static org.awaitility.Awaitility.await;

import io.rvoip.common.SecurityProfile;
import io.rvoip.engine.CallRecord;
import io.rvoip.engine.EngineCounts;
import io.rvoip.engine.EngineEvent;
import io.rvoip.engine.RegistrationInfo;
import io.rvoip.presets.RunningPbx;
import io.rvoip.presets.SmallOffice;
import io.rvoip.sip.transport.TransportProtocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small office on loopback with the users of the tests; each password is {@code pw-NAME}. */
final class Office implements AutoCloseable {
    static final String DOMAIN = "rvoip.test";

    private static final Duration SOON = Duration.ofSeconds(5);

    private final RunningPbx pbx;
    private final List<EngineEvent> events = new CopyOnWriteArrayList<>();

    private Office(RunningPbx pbx) {
        this.pbx = pbx;
        pbx.events().subscribe(EngineEvent.class, Runnable::run, (sequence, event) -> events.add(event));
    }

    static Office open(String... users) {
        return open(setup().withListen("udp://127.0.0.1:0"), users);
    }

    /** On loopback, without listeners yet. */
    static SmallOffice setup() {
        return SmallOffice.forDomain(DOMAIN).withSecurityProfile(SecurityProfile.DEVELOPMENT);
    }

    static Office open(SmallOffice office, String... users) {
        for (String user : users) {
            office.withUser(user, password(user));
        }
        return new Office(office.start().toCompletableFuture().join());
    }

    static String password(String user) {
        return "pw-" + user;
    }

    static String uri(String user) {
        return "sip:" + user + "@" + DOMAIN;
    }

    int port() {
        return pbx.sipAddresses().get(0).getPort();
    }

    int port(TransportProtocol transport) {
        return pbx.platform().listenPoints().stream().filter(point -> point.protocol() == transport).findFirst().orElseThrow()
            .address().getPort();
    }

    RunningPbx pbx() {
        return pbx;
    }

    EngineCounts counts() {
        return pbx.platform().engine().counts();
    }

    List<EngineEvent> events() {
        return events;
    }

    boolean has(String user) {
        return pbx.registrations().stream().map(RegistrationInfo::aor).anyMatch(uri(user)::equals);
    }

    void awaitRegistered(String user) {
        await("registration of " + user).atMost(SOON).until(() -> has(user));
    }

    /** Whether each leg of each call that has keys has them in use both ways, as the office knows from reports: phones know it at other times. */
    boolean hasSecured() {
        return pbx.calls().stream().flatMap(call -> call.legs().stream()).flatMap(leg -> leg.security().stream())
            .allMatch(security -> security.secured() || security.keying().equals("none"));
    }

    /** The records of all calls so far, once none is left and no media port is taken. */
    List<CallRecord> recordsOnceQuiet() {
        await("no call, no media left").atMost(SOON).until(() ->
            counts().calls() == 0 && counts().mediaPorts() == 0 && counts().mediaSessions() == 0);
        return events.stream().filter(EngineEvent.CallEnded.class::isInstance).map(EngineEvent.CallEnded.class::cast)
            .map(EngineEvent.CallEnded::record).toList();
    }

    @Override
    public void close() {
        pbx.close();
    }
}
