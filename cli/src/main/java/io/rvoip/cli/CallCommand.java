package io.rvoip.cli;

import io.rvoip.common.ConfigurationException;
import io.rvoip.simple.Call;
import io.rvoip.simple.SimpleVoipClient;
import io.rvoip.simple.SimpleVoipException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls somebody from the command line. */
@Command(name = "call", mixinStandardHelpOptions = true,
    description = "Calls somebody; the last line of stdout is one JSON object that says what became of it.")
final class CallCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "URI", description = "whom to call, as in sip:echo@127.0.0.1:5060")
    private String target;

    @Mixin
    private PhoneOptions phone;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (SimpleVoipClient client = phone.client().connect().join()) {
            return new Conversation(client, phone, spec, () -> {}).follow(dial(client));
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof SimpleVoipException why) {
                out.println(CallResult.json(String.valueOf(why.getMessage()), phone.transportName()));
                return Exit.CALL_FAILED;
            }
            throw failure;
        }
    }

    private Call dial(SimpleVoipClient client) {
        try {
            return client.makeCall(target).join();
        } catch (IllegalArgumentException unfit) {
            throw new ConfigurationException("URI", String.valueOf(unfit.getMessage()), "write it as in sip:echo@127.0.0.1:5060");
        }
    }
}
