// Inputs that are nearly right, against everything that reads bytes of others:
// dotnet run -c Release --project bench/RagPruner.Fuzz -- [--inputs N] [target …]
// Exit code 1 where an input did not end in a result or a typed error, or took over 100 ms; it stands in artifacts/fuzz.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using RagPruner.Errors;
using RagPruner.Fuzz;

var at = Array.IndexOf(args, "--inputs");
var inputs = at < 0 ? 10_000_000 : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
var asked = args.Where((_, i) => at < 0 || i != at && i != at + 1).ToArray();
var samples = Path.Combine(AppContext.BaseDirectory, "samples");
var targets = Target.All(samples, Profiles.Calibrated()).Where(t => asked.Length == 0 || asked.Contains(t.Name)).ToArray();
var findings = 0;
foreach (var target in targets)
{
    var (clock, slowest, refused) = (Stopwatch.StartNew(), 0.0, 0);
    // What is right must be taken, or the rest proves nothing.
    foreach (var seed in target.Seeds)
        target.Read(seed);
    Parallel.For(0, Environment.ProcessorCount, part =>
    {
        var mutator = new Mutator(target.Seeds, new Random(part));
        for (var i = part; i < inputs / targets.Length; i += Environment.ProcessorCount)
        {
            var input = mutator.Next();
            var (milliseconds, failure) = Try(target, input);
            if (failure is PrunerException)
                Interlocked.Increment(ref refused);
            // Another process may have had the core: what is slow is slow again.
            for (var again = 0; milliseconds > 100 && again < 3; again++)
                milliseconds = Math.Min(milliseconds, Try(target, input).Milliseconds);
            lock (target)
                slowest = Math.Max(slowest, milliseconds);
            if (milliseconds > 100 || failure is not null and not PrunerException)
                Keep(target, input, failure);
        }
    });
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {inputs / targets.Length} inputs, {refused} refused, slowest {slowest:0.0} ms, {clock.Elapsed.TotalSeconds:0} s"));
}
Console.WriteLine($"{findings} findings");
return findings == 0 ? 0 : 1;

static (double Milliseconds, Exception? Failure) Try(Target target, byte[] input)
{
    var start = Stopwatch.GetTimestamp();
    try
    {
        target.Read(input);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, null);
    }
#pragma warning disable CA1031 // Whatever it is, it is a finding.
    catch (Exception e)
#pragma warning restore CA1031
    {
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, e);
    }
}

void Keep(Target target, byte[] input, Exception? failure)
{
    if (Interlocked.Increment(ref findings) > 100)
        return;
    var folder = Directory.CreateDirectory(Path.Combine("artifacts", "fuzz")).FullName;
    var file = Path.Combine(folder, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..8]}");
    File.WriteAllBytes(file, input);
    Console.WriteLine($"{file}: {failure?.ToString().ReplaceLineEndings(" ") ?? "slow"}");
}
