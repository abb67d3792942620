using System.CommandLine;

namespace RagPruner.Local.Commands;

/// <summary>Makes an option of the command line.</summary>
internal static class Flag
{
    /// <summary>An option that is there or not.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="description">What it is.</param>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>An option that may be left out.</summary>
    /// <param name="name">Its name, with dashes.</param>
    /// <param name="value">What stands for its value in the help.</param>
    /// <param name="description">What it is.</param>
    public static Option<T> Of<T>(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    /// <summary>The same for a text.</summary>
    public static Option<string?> Text(string name, string value, string description) => Of<string?>(name, value, description);

    /// <summary>An option with a value where none is given.</summary>
    public static Option<T> Of<T>(string name, string? value, string description, T byDefault) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => byDefault };
}
