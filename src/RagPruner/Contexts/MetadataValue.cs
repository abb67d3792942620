namespace RagPruner.Contexts;

/// <summary>A value of metadata or of a clause: a text, a number, a truth value or a list of those.</summary>
public sealed record MetadataValue
{
    /// <summary>The text, if it is one.</summary>
    public string? Text { get; init; }

    /// <summary>The number, if it is one.</summary>
    public double? Number { get; init; }

    /// <summary>The truth value, if it is one.</summary>
    public bool? Flag { get; init; }

    /// <summary>The items, if it is a list; else empty.</summary>
    public IReadOnlyList<MetadataValue> Items { get; init; } = [];

    /// <summary>Whether it is a list.</summary>
    public bool IsList { get; init; }

    /// <summary>A text.</summary>
    public static MetadataValue Of(string text) => new() { Text = text };

    /// <summary>A number.</summary>
    public static MetadataValue Of(double number) => new() { Number = number };

    /// <summary>A truth value.</summary>
    public static MetadataValue Of(bool flag) => new() { Flag = flag };

    /// <summary>A list.</summary>
    public static MetadataValue Of(IReadOnlyList<MetadataValue> items) => new() { Items = items, IsList = true };

    /// <summary>Whether two values that are not lists are the same.</summary>
    public bool Is(MetadataValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return !IsList && !other.IsList && Text == other.Text && Number == other.Number && Flag == other.Flag;
    }
}
