// Apache Velocity 1.7 itself, with parsed JSON as json-smart gives it, and with the one setting that makes what API Gateway
// is recorded to do of what does not exist: a handler of invalid references that answers the empty text.
//
// Each line of the input is {"template": "…", "variables": {…}}, each line of the output {"text": "…"} or {"error": "…"}.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONValue;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.util.introspection.Info;

public class Velocity {
    static class EmptyText implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context context, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context context, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context context, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    static JSONObject render(Map<?, ?> line) {
        JSONObject answer = new JSONObject();
        try {
            VelocityEngine engine = new VelocityEngine();
            engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
            engine.init();
            VelocityContext context = new VelocityContext();
            EventCartridge cartridge = new EventCartridge();
            cartridge.addEventHandler(new EmptyText());
            cartridge.attachToContext(context);
            for (Map.Entry<?, ?> variable : ((Map<?, ?>) line.get("variables")).entrySet()) {
                context.put((String) variable.getKey(), variable.getValue());
            }
            StringWriter out = new StringWriter();
            engine.evaluate(context, out, "template", (String) line.get("template"));
            answer.put("text", out.toString());
        } catch (Throwable error) {
            answer.put("error", String.valueOf(error.getMessage()).split("\n")[0]);
        }
        return answer;
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(render((Map<?, ?>) JSONValue.parseKeepingOrder(line)).toJSONString());
        }
        out.flush();
    }
}
