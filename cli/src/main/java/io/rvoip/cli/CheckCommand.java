package io.rvoip.cli;

import io.rvoip.builder.PlatformConfig;
import io.rvoip.common.ValidationReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with a configuration, without starting it. */
@Command(name = "check", mixinStandardHelpOptions = true, description = "Checks a configuration file and names every problem.")
final class CheckCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "the configuration, YAML")
    private Path file;

    @Option(names = "--effective", description = "print the effective settings as JSON; what this build lacks stands under \"missing\"")
    private boolean effective;

    @Mixin
    private ConfigSource source;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PlatformConfig config = source.read(file);
        ValidationReport report = config.validate();
        if (effective) {
            out.println(config.effective());
        }
        if (!report.isValid()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(report.problems().size() + (report.problems().size() == 1 ? " problem in " : " problems in ") + file + ":");
            report.problems().forEach(problem -> err.println("  " + problem));
            return Exit.REFUSED;
        }
        if (!effective) {
            out.println(file + ": no problems");
            config.missing().forEach(part -> out.println("  left out, this build lacks it: " + part));
        }
        return Exit.DONE;
    }
}
