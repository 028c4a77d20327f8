package io.rvoip.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** The layer table of docs/architecture.md, held by the build. */
@AnalyzeClasses(packages = "io.rvoip", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    private static final String[] CORES = {
        "io.rvoip.sip..", "io.rvoip.transaction..", "io.rvoip.rtp..", "io.rvoip.ice..", "io.rvoip.media..", "io.rvoip.session.."
    };

    private static ArchRule only(String layer, String... allowed) {
        String[] packages = new String[allowed.length + 2];
        packages[0] = "io.rvoip." + layer + "..";
        packages[1] = "io.rvoip.common..";
        for (int i = 0; i < allowed.length; i++) {
            packages[i + 2] = "io.rvoip." + allowed[i] + "..";
        }
        return classes().that().resideInAPackage("io.rvoip." + layer + "..")
            .should().onlyDependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                "belong to " + String.join(", ", packages) + " or are foreign",
                c -> !c.getPackageName().startsWith("io.rvoip")
                    || com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(packages).test(c)));
    }

    @ArchTest static final ArchRule common = only("common");
    @ArchTest static final ArchRule testing = only("testing");
    @ArchTest static final ArchRule sip = only("sip");
    @ArchTest static final ArchRule transaction = only("transaction", "sip");
    @ArchTest static final ArchRule rtp = only("rtp");
    @ArchTest static final ArchRule ice = only("ice");
    @ArchTest static final ArchRule media = only("media", "rtp", "ice");
    @ArchTest static final ArchRule session = only("session", "transaction", "sip", "media", "rtp", "ice");
    @ArchTest static final ArchRule engine = only("engine", "session", "transaction", "sip", "media", "rtp", "ice");
    @ArchTest static final ArchRule api = only("api", "engine", "session", "transaction", "sip", "media", "rtp", "ice");
    @ArchTest static final ArchRule simple = only("simple", "session", "transaction", "sip", "media", "rtp", "ice");
    @ArchTest static final ArchRule builder =
        only("builder", "api", "engine", "session", "transaction", "sip", "media", "rtp", "ice");
    @ArchTest static final ArchRule presets =
        only("presets", "builder", "simple", "api", "engine", "session", "transaction", "sip", "media", "rtp", "ice");

    @ArchTest static final ArchRule channelsAtTheEdges = noClasses()
        .that().resideOutsideOfPackages("..transport..", "io.rvoip.api..", "io.rvoip.testing..")
        .should().dependOnClassesThat().resideInAPackage("io.netty.channel..");

    @ArchTest static final ArchRule coresReadNoClock = noClasses()
        .that().resideInAnyPackage(CORES).and().resideOutsideOfPackages("..transport..", "..media.file..", "..media.device..")
        .should().callMethod(System.class, "nanoTime")
        .orShould().callMethod(System.class, "currentTimeMillis")
        .orShould().callMethod(Instant.class, "now")
        .orShould().dependOnClassesThat().belongToAnyOf(Clock.class, Random.class, ThreadLocalRandom.class);

    @ArchTest static final ArchRule coresStartNoThread = noClasses()
        .that().resideInAnyPackage(CORES).and().resideOutsideOfPackages("..transport..", "..media.file..", "..media.device..")
        .and().resideOutsideOfPackage("..rtp.dtls..") // the blocking island of its library
        .should().dependOnClassesThat().belongToAnyOf(Thread.class, java.util.Timer.class, Executors.class);

    @ArchTest static final ArchRule noPackageCycles = slices().matching("io.rvoip.(*)..").should().beFreeOfCycles();

    @ArchTest static final ArchRule plainNames = noClasses().that().resideInAPackage("io.rvoip..")
        .should().haveSimpleNameEndingWith("Impl").orShould().haveSimpleNameEndingWith("Manager")
        .orShould().haveSimpleNameEndingWith("Utils").orShould().haveSimpleNameEndingWith("Util")
        .orShould().haveSimpleNameEndingWith("Helper");

    @ArchTest static final ArchRule foreignLibrariesStayInTheirRooms = noClasses()
        .that().resideOutsideOfPackages("io.rvoip.common.crypto..", "io.rvoip.rtp.dtls..")
        .should().dependOnClassesThat().resideInAPackage("org.bouncycastle..");

    @ArchTest static final ArchRule jitsiStaysInItsRoom = noClasses()
        .that().resideOutsideOfPackages("io.rvoip.rtp.srtp.jitsi..", "io.rvoip.benchmarks..")
        .should().dependOnClassesThat().resideInAPackage("org.jitsi..");

    @ArchTest static final ArchRule ice4jStaysInItsRoom = noClasses()
        .that().resideOutsideOfPackage("io.rvoip.ice.ice4j..")
        .should().dependOnClassesThat().resideInAPackage("org.ice4j..");

    @ArchTest static final ArchRule noDeadSipLibraries = noClasses().that().resideOutsideOfPackage("io.rvoip.benchmarks..")
        .should().dependOnClassesThat().resideInAnyPackage("javax.sip..", "gov.nist..", "org.apache.log4j..");
}
