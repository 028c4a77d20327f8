package io.rvoip.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rvoip.sip.Method;
import io.rvoip.sip.header.NameAddr;
import io.rvoip.sip.header.Reason;
import io.rvoip.sip.uri.SipUri;
import io.rvoip.testing.SeededIds;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Values that check themselves. */
class ValuesTest {
    @Test
    void endsKeepWhoWhyAndWhen() {
        CallEnd end = CallEnd.of(EndParty.REMOTE, EndCause.REJECTED, 486, "Busy Here", Instant.EPOCH)
                .withReasons(List.of(Reason.of("Q.850", 17, "")));
        assertThat(end.reasons().get(0).cause()).isEqualTo(17);
        assertThat(end.at()).isEqualTo(Instant.EPOCH);
        assertThat(end.ordinary()).isFalse();
        assertThatThrownBy(() -> CallEnd.of(EndParty.LOCAL, EndCause.HANGUP, 99, "", Instant.EPOCH))
                .hasMessageContaining("status: 99");
    }

    @Test
    void descriptionsAreBytesThatNobodyChanges() {
        byte[] bytes = "v=0\r\n".getBytes(StandardCharsets.UTF_8);
        SdpBody body = SdpBody.of(bytes);
        bytes[0] = 'x';
        body.bytes()[0] = 'y';
        assertThat(body).isEqualTo(SdpBody.of("v=0\r\n")).hasSameHashCodeAs(SdpBody.of("v=0\r\n")).hasToString("v=0\r\n");
        assertThat(body).isNotEqualTo(SdpBody.of("v=1\r\n"));
    }

    @Test
    void settingsNameWhatIsWrong() {
        UserAgentSettings settings = UserAgentSettings.DEFAULT;
        assertThatThrownBy(() -> settings.withCallTimeout(Duration.ofMillis(10))).hasMessageContaining("callTimeout");
        assertThatThrownBy(() -> settings.withInvitationTimeout(Duration.ofHours(2)))
                .hasMessageContaining("invitationTimeout");
        assertThatThrownBy(() -> settings.withProduct("a\r\nb")).hasMessageContaining("product");
        assertThat(settings.withProduct("").product()).isEmpty();
        assertThatThrownBy(() -> UserAgentLimits.DEFAULT.withMaxForks(65)).hasMessageContaining("maxForks: 65");
        assertThatThrownBy(() -> UserAgentLimits.DEFAULT.withMaxSessions(0)).hasMessageContaining("maxSessions");
        assertThatThrownBy(() -> UserAgentLimits.DEFAULT.withMaxPendingRequests(0)).hasMessageContaining("1-1000000");
    }

    @Test
    void callRequestsAreCopiedByEachWither() {
        InviteRequest request = InviteRequest.of(SipUri.of("sip:bob@b"), NameAddr.of("<sip:alice@a>"));
        InviteRequest other = request.withHeader("X-A", "1").withMaxForwards(3).withContactUser("desk")
                .withCallTimeout(Duration.ofSeconds(5)).withDelayedOffer(true).withRedirectsFollowed(true);
        assertThat(request.headers()).isEmpty();
        assertThat(request.maxForwards()).isEqualTo(70);
        assertThat(request.contactUser()).isEqualTo("alice");
        assertThat(request.callTimeout()).isEmpty();
        assertThat(other.headers()).containsExactly(new HeaderLine("X-A", "1"));
        assertThat(other.contactUser()).isEqualTo("desk");
        assertThatThrownBy(() -> request.withMaxForwards(256)).hasMessageContaining("maxForwards: 256");
        assertThat(request.delayedOffer()).as("relayed without an offer").isTrue();
        assertThat(request.withOffer(SdpBody.of("x")).delayedOffer()).isFalse();
    }

    @Test
    void plainRequestsStayOutsideOfDialogs() {
        NameAddr from = NameAddr.of("<sip:alice@a>");
        assertThat(PlainRequest.options(SipUri.of("sip:b@b"), from).method()).isEqualTo(Method.OPTIONS);
        assertThatThrownBy(() -> new PlainRequest(Method.INVITE, SipUri.of("sip:b@b"), from, from, NextHop.byUri(),
                List.of(), List.of())).hasMessageContaining("INVITE");
    }

    @Test
    void listenAddressesAreResolved() {
        assertThatThrownBy(() -> ListenAddress.udp(InetSocketAddress.createUnresolved("host.example", 5060)))
                .hasMessageContaining("host.example");
    }

    @Test
    void countsAddUp() {
        UserAgentCounts one = new UserAgentCounts(1, 2, 3, 4, 5, 6, 7);
        assertThat(one.plus(one)).isEqualTo(new UserAgentCounts(2, 4, 6, 8, 10, 12, 14));
        assertThat(UserAgentCounts.ZERO.plus(one)).isEqualTo(one);
        assertThat(StackCounts.ZERO.isZero()).isTrue();
    }

    @Property
    void backOffStaysWithinItsBounds(@ForAll @IntRange(min = 1, max = 100) int failures, @ForAll long seed) {
        BackOff backOff = new BackOff(Duration.ofSeconds(30), Duration.ofMinutes(30));
        long bound = Math.min(
                Duration.ofMinutes(30).toNanos(), Duration.ofSeconds(30).toNanos() << Math.min(failures - 1, 10));
        assertThat(backOff.next(failures, new SeededIds(seed))).isBetween(bound / 2, bound);
    }
}
