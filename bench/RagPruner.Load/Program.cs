// What the library carries and stands, over the local Bedrock: dotnet run -c Release --project bench/RagPruner.Load -- [--short] [scenario …]
// Exit code 1 where a goal is missed. The short forms take less than a minute together, the long ones half an hour.
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
var missed = 0;
foreach (var (_, run) in scenarios.Where(s => asked.Length == 0 ? !isShort || s.Key != "faults-10" : asked.Contains(s.Key)))
{
    foreach (var goal in await run())
    {
        Console.WriteLine($"  {goal}");
        missed += goal.IsMet ? 0 : 1;
    }
}
return missed == 0 ? 0 : 1;
