using System.CommandLine;
using System.CommandLine.Parsing;

namespace RagPruner.Local.Commands;

/// <summary>What is wrong with a command line, in one line and in the words of its user.</summary>
internal static class ParseProblem
{
    // As many letters may differ, be missing, be too many or be swapped.
    private const int MostTypos = 2;

    /// <summary>The problem that is best told, of all that the parser found.</summary>
    public static string Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var unknown, ..])
            return Unknown(command, unknown);
        var error = parsed.Errors.FirstOrDefault(e => e.SymbolResult is OptionResult) ?? parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { Tokens: [var token, ..] } result when Kind(result.Option) is { } kind => $"{result.Option.Name} takes {kind}, not '{token.Value}'.",
            OptionResult { Tokens: [] } result => $"{result.Option.Name} needs a value.",
            ArgumentResult result => $"`{command.Name}` needs its <{result.Argument.Name}>.",
            CommandResult when command.Arguments is [var argument, ..] => $"`{command.Name}` needs its <{argument.Name}>.",
            _ => error.Message,
        };
    }

    private static string Unknown(Command command, string token)
    {
        if (token.StartsWith('-'))
        {
            var names = command.Options.SelectMany(o => o.Aliases.Append(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal));
            return $"`{command.Name}` has no option {token}.{Meant(token, names)}";
        }
        return command.Subcommands.Count > 0
            ? $"There is no command {token}.{Meant(token, command.Subcommands.Select(c => c.Name))}"
            : $"'{token}' is one argument too many for `{command.Name}`; what has several words stands in quotation marks.";
    }

    private static string Meant(string token, IEnumerable<string> names)
    {
        var near = names.Select(n => (Name: n, Distance: Distance(token, n))).Where(n => n.Distance <= Math.Min(MostTypos, token.Length / 2))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal).Select(n => n.Name).ToArray();
        // What is cut short is not far either, nor what is written out.
        string[] chosen = near.Length > 0 ? near : [.. names.Where(n => token.Length > 2 && (n.StartsWith(token, StringComparison.Ordinal)
            || token.StartsWith(n, StringComparison.Ordinal)))];
        return chosen.Length == 0 ? "" : $" Did you mean {string.Join(" or ", chosen.Take(3))}?";
    }

    private static string? Kind(Option option)
    {
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        return type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))}"
            : type == typeof(int) ? "a whole number"
            : type == typeof(double) ? "a number"
            : null;
    }

    // Damerau and Levenshtein's, without moving a block twice ("optimal string alignment").
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
