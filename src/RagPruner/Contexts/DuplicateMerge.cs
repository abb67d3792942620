namespace RagPruner.Contexts;

/// <summary>
/// Finds contexts that say the same in the same words, so that only one of them is drafted and sent: copies of a page that
/// differ in how they are set (white space, quotation marks, emphasis, bullets, articles; see <c>SurfaceForm</c>). Texts that
/// merely resemble each other are never merged: two versions of a page differ in just the word that carries the fact.
/// </summary>
internal static class DuplicateMerge
{
    /// <summary>
    /// For each context, the index of the earlier context that it merges into, or null. A context never merges into one
    /// that is itself merged, and contexts without text never merge.
    /// </summary>
    /// <param name="contexts">The contexts, in retrieval order.</param>
    /// <param name="canStand">Whether a context can stand for others; null for all. What is not scored itself must not take others with it.</param>
    public static IReadOnlyList<int?> Find(IReadOnlyList<Context> contexts, Func<Context, bool>? canStand = null)
    {
        var forms = FormsOf(contexts);
        var into = new int?[contexts.Count];
        for (var i = 1; i < forms.Length; i++)
        {
            if (forms[i] is not { IsEmpty: false } form)
                continue;
            for (var earlier = 0; earlier < i && into[i] is null; earlier++)
            {
                if (into[earlier] is null && forms[earlier] is { } other && form.Is(other) && canStand?.Invoke(contexts[earlier]) != false)
                    into[i] = earlier;
            }
        }
        return into;
    }

    // Null where no other text can be the same. One text that cannot be sketched may be the same as any.
    private static SurfaceForm?[] FormsOf(IReadOnlyList<Context> contexts)
    {
        var sketches = contexts.Select(c => SurfaceSketch.Of(c.Text)).ToArray();
        var counts = sketches.CountBy(s => s ?? 0).ToDictionary();
        return Array.Exists(sketches, s => s is null) ? [.. contexts.Select(c => SurfaceForm.Of(c.Text))]
            : [.. contexts.Zip(sketches, (c, s) => counts[s!.Value] > 1 ? SurfaceForm.Of(c.Text) : null)];
    }
}
