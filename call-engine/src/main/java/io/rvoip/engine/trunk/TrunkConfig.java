package io.rvoip.engine.trunk;

import io.rvoip.common.Expect;
import io.rvoip.common.Network;
import io.rvoip.session.offer.SrtpUse;
import io.rvoip.sip.transport.TransportProtocol;
import io.rvoip.sip.uri.SipUri;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way to the telephone network and back. Immutable; each wither gives a copy.
 *
 * <p>Calls from it are known by where they come from: by {@link #withNetworks}, and with a {@link #withLogin login} by
 * the address of the registrar. Whoever can send from there is believed to be the carrier.
 */
public final class TrunkConfig {
    private static final int MOST = 1_000_000;

    private final String name;
    private final SipUri address;
    private String carrier;
    private String domain;
    private int priority = 1;
    private int weight = 1;
    private @Nullable TrunkLogin login;
    private List<Network> networks = List.of();
    private int maxCalls = MOST;
    private double callsPerSecond = MOST;
    private List<String> codecs = List.of();
    private SrtpUse srtp = SrtpUse.OFF;
    private Map<String, String> inbound = Map.of();
    private NumberList outbound = NumberList.GLOBAL;
    private @Nullable NumberPlan numbers;
    private @Nullable String callerNumber;
    private HealthSettings health = HealthSettings.DEFAULT;
    private boolean trusted;
    private boolean transit;
    private @Nullable Path certificate;

    private TrunkConfig(String name, SipUri address) {
        this.name = name;
        this.address = address;
        carrier = name;
        domain = address.host();
    }

    /**
     * A trunk.
     *
     * @param name unique among the trunks
     * @param address of the carrier's server, {@code sip:} or {@code sips:}, without user; resolved by RFC 3263
     */
    public static TrunkConfig of(String name, String address) {
        Expect.notBlank("name", name);
        SipUri uri;
        try {
            uri = SipUri.of(address);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException("address: \"" + address + "\" (expected: as in sip:carrier.example)", refused);
        }
        if (uri.user().isPresent() || uri.hasHeaders()) {
            throw new IllegalArgumentException("address: \"" + address + "\" (expected: without user and headers)");
        }
        return new TrunkConfig(name, uri);
    }

    private TrunkConfig copy() {
        TrunkConfig copy = new TrunkConfig(name, address);
        copy.carrier = carrier;
        copy.domain = domain;
        copy.priority = priority;
        copy.weight = weight;
        copy.login = login;
        copy.networks = networks;
        copy.maxCalls = maxCalls;
        copy.callsPerSecond = callsPerSecond;
        copy.codecs = codecs;
        copy.srtp = srtp;
        copy.inbound = inbound;
        copy.outbound = outbound;
        copy.numbers = numbers;
        copy.callerNumber = callerNumber;
        copy.health = health;
        copy.trusted = trusted;
        copy.transit = transit;
        copy.certificate = certificate;
        return copy;
    }

    /** The same of a carrier: its trunks are tried together, before those of carriers named later. Its own name unless set. */
    public TrunkConfig withCarrier(String group) {
        TrunkConfig copy = copy();
        copy.carrier = Expect.notBlank("carrier", group);
        return copy;
    }

    /** The same with another domain in addresses than the host of its address. */
    public TrunkConfig withDomain(String served) {
        TrunkConfig copy = copy();
        copy.domain = SipUri.of("", served).host();
        return copy;
    }

    /** The same with a place among the trunks of its carrier. @param rank 1 is tried first; 1-65,535 */
    public TrunkConfig withPriority(int rank) {
        TrunkConfig copy = copy();
        copy.priority = Expect.inRange("priority", rank, 1, 65_535);
        return copy;
    }

    /** The same with a share among trunks of its carrier and priority. @param share 1-65,535 */
    public TrunkConfig withWeight(int share) {
        TrunkConfig copy = copy();
        copy.weight = Expect.inRange("weight", share, 1, 65_535);
        return copy;
    }

    /** The same, registered at the carrier. */
    public TrunkConfig withLogin(TrunkLogin account) {
        TrunkConfig copy = copy();
        copy.login = account;
        return copy;
    }

    /** The same with networks that calls may come from without credentials: they must hold nobody but the carrier. */
    public TrunkConfig withNetworks(List<Network> allowed) {
        TrunkConfig copy = copy();
        copy.networks = List.copyOf(allowed);
        return copy;
    }

    /** The same with room for so many calls at once, both ways together, 1-1,000,000. */
    public TrunkConfig withMaxCalls(int most) {
        TrunkConfig copy = copy();
        copy.maxCalls = Expect.inRange("maxCalls", most, 1, MOST);
        return copy;
    }

    /** The same with so many new calls a second, both ways together, 0.001-1,000,000; a second's worth may come at once. */
    public TrunkConfig withCallsPerSecond(double rate) {
        TrunkConfig copy = copy();
        copy.callsPerSecond = Expect.inRange("callsPerSecond", rate, 0.001, MOST);
        return copy;
    }

    /** The same with these codecs, best first, where media passes through here; all of ours unless set. */
    public TrunkConfig withCodecs(List<String> names) {
        TrunkConfig copy = copy();
        copy.codecs = List.copyOf(names);
        return copy;
    }

    /**
     * The same with its media encrypted, with keys in the descriptions (RFC 4568), or not, whatever phones do; not unless set.
     * What is required and cannot be had ends a call with 488. Its address has to be reached over TLS, but in laboratories.
     */
    public TrunkConfig withSrtp(SrtpUse use) {
        TrunkConfig copy = copy();
        copy.srtp = use;
        return copy;
    }

    /**
     * The same with a number more that calls may come in for.
     *
     * @param number in E.164, as in {@code +493012345}, or the beginning of numbers, as in {@code +49301*}
     * @param user who is called, a user of ours or a service
     */
    public TrunkConfig withInbound(String number, String user) {
        if (number.startsWith("!")) {
            throw new IllegalArgumentException("inbound: \"" + number + "\" (expected: as in +493012345, +49301*)");
        }
        TrunkConfig copy = copy();
        Map<String, String> more = new LinkedHashMap<>(inbound);
        more.put(NumberList.of(number).entries().get(0), Expect.notBlank("inbound", user));
        copy.inbound = more;
        return copy;
    }

    /** The same for other numbers than all of E.164 that users dial. */
    public TrunkConfig withOutbound(NumberList list) {
        TrunkConfig copy = copy();
        copy.outbound = list;
        return copy;
    }

    /** The same with a plan of its own for the numbers it presents; that of the office unless set. */
    public TrunkConfig withNumbers(NumberPlan plan) {
        TrunkConfig copy = copy();
        copy.numbers = plan;
        return copy;
    }

    /** The same with the number that callers without one of their own are shown with, in E.164. */
    public TrunkConfig withCallerNumber(String number) {
        if (NumberPlan.PLUS_ONLY.dialled(number).filter(number::equals).isEmpty() || !number.startsWith("+")) {
            throw new IllegalArgumentException("callerNumber: \"" + number + "\" (expected: as in +493012345)");
        }
        TrunkConfig copy = copy();
        copy.callerNumber = number;
        return copy;
    }

    /** The same, asked for its health in another way. */
    public TrunkConfig withHealth(HealthSettings settings) {
        TrunkConfig copy = copy();
        copy.health = settings;
        return copy;
    }

    /**
     * The same in our trust domain or not: what it says of callers is believed, and it is told who calls when the caller
     * wants that kept from others (RFC 3325). Not unless set.
     */
    public TrunkConfig withTrusted(boolean yes) {
        TrunkConfig copy = copy();
        copy.trusted = yes;
        return copy;
    }

    /** The same whose calls may go out again by a trunk: whoever calls in may then cost money. Not unless set. */
    public TrunkConfig withTransit(boolean allowed) {
        TrunkConfig copy = copy();
        copy.transit = allowed;
        return copy;
    }

    /**
     * The same whose certificate is known beforehand, so that keys can be encrypted for it (MIKEY-RSA, RFC 3830 section 3.2).
     *
     * @param pem file of the carrier's certificate, which those may follow that vouch for it
     */
    public TrunkConfig withCertificate(Path pem) {
        TrunkConfig copy = copy();
        copy.certificate = pem;
        return copy;
    }

    public String name() {
        return name;
    }

    public SipUri address() {
        return address;
    }

    public String carrier() {
        return carrier;
    }

    public String domain() {
        return domain;
    }

    public int priority() {
        return priority;
    }

    public int weight() {
        return weight;
    }

    public Optional<TrunkLogin> login() {
        return Optional.ofNullable(login);
    }

    public List<Network> networks() {
        return networks;
    }

    public int maxCalls() {
        return maxCalls;
    }

    public double callsPerSecond() {
        return callsPerSecond;
    }

    public List<String> codecs() {
        return codecs;
    }

    public SrtpUse srtp() {
        return srtp;
    }

    /** Whether its address says that it is reached over TLS. */
    public boolean overTls() {
        return address.secure() || address.transport().flatMap(TransportProtocol::of).filter(TransportProtocol::secure).isPresent();
    }

    /** Who is called, by number or beginning of numbers, in the order they are looked at. */
    public Map<String, String> inbound() {
        return new LinkedHashMap<>(inbound);
    }

    public NumberList outbound() {
        return outbound;
    }

    public Optional<NumberPlan> numbers() {
        return Optional.ofNullable(numbers);
    }

    public Optional<String> callerNumber() {
        return Optional.ofNullable(callerNumber);
    }

    public HealthSettings health() {
        return health;
    }

    public boolean trusted() {
        return trusted;
    }

    public boolean transit() {
        return transit;
    }

    public Optional<Path> certificate() {
        return Optional.ofNullable(certificate);
    }

    /** The name that its certificate is known under on its legs: that of no user. */
    public String peer() {
        return "trunk:" + name;
    }

    /** The user called by a number; empty when calls for it do not come in here. */
    Optional<String> userOf(String number) {
        return inbound.entrySet().stream()
                .filter(entry -> NumberList.fits(entry.getKey(), number))
                .map(Map.Entry::getValue).findFirst();
    }

    /** The number a user is shown with: the first whole one that calls in to them, else that of the trunk. */
    Optional<String> numberOf(String user) {
        return inbound.entrySet().stream()
                .filter(entry -> entry.getValue().equals(user) && !entry.getKey().endsWith("*"))
                .map(Map.Entry::getKey).findFirst()
                .or(this::callerNumber);
    }

    @Override
    public String toString() {
        return name + " " + address;
    }
}
