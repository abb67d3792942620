// What the library carries and stands, over the local Bedrock: dotnet run -c Release --project bench/RagPruner.Load -- [--short] [scenario …]
// Exit code 1 where a goal is missed, and by more than chance explains. The short forms take less than a minute together, the long ones half an hour.
using RagPruner.Load;

var isShort = args.Contains("--short");
var asked = args.Where(a => a != "--short").ToArray();
var scenarios = new Dictionary<string, Func<Task<IReadOnlyList<Goal>>>>(StringComparer.Ordinal)
{
    ["overload"] = () => Scenarios.OverloadAsync(isShort ? TimeSpan.FromSeconds(5) : TimeSpan.FromMinutes(5)),
    ["faults"] = () => Scenarios.FaultsAsync(isShort ? TimeSpan.FromSeconds(5) : TimeSpan.FromMinutes(2), contexts: 25),
    ["faults-10"] = () => Scenarios.FaultsAsync(TimeSpan.FromMinutes(2), contexts: 10),
    ["outage"] = () => Scenarios.OutageAsync(isShort ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(30)),
    ["soak"] = () => Scenarios.SoakAsync(isShort ? TimeSpan.FromSeconds(4) : TimeSpan.FromMinutes(20), 20, isShort ? 1.2 : 1.02),
};
if (asked.FirstOrDefault(a => !scenarios.ContainsKey(a)) is { } unknown)
{
    Console.Error.WriteLine($"{unknown} is no scenario: {string.Join(", ", scenarios.Keys)}.");
    return 2;
}
var chosen = scenarios.Where(s => asked.Length == 0 ? !isShort || s.Key != "faults-10" : asked.Contains(s.Key)).ToArray();
// The short ones wait most of the time, each on a service of its own, and so wait together. A soak looks at the whole
// process, and has it for itself.
var together = chosen.Where(s => isShort && s.Key != "soak").ToDictionary(s => s.Key, s => s.Value());
var missed = 0;
foreach (var (name, run) in chosen)
{
    await Task.WhenAll(together.Values);
    foreach (var goal in await (together.TryGetValue(name, out var running) ? running : run()))
    {
        Console.WriteLine($"  {goal}");
        missed += goal.IsMissed ? 1 : 0;
    }
}
return missed == 0 ? 0 : 1;
