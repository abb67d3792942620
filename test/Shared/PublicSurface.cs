using System.Reflection;

namespace RagPruner.Testing;

/// <summary>The public members of an assembly as text, to compare with an approved list.</summary>
internal static class PublicSurface
{
    public static string Of(Assembly assembly) =>
        string.Join('\n', assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(t => Members(t).Prepend($"{t.FullName} : {t.BaseType?.Name}")));

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(m => m is not MethodInfo { IsSpecialName: true, Name: not "op_Implicit" })
        .Select(m => $"    {(m is MethodInfo { IsVirtual: true, IsFinal: false } && !type.IsInterface ? "virtual " : "")}{m}")
        .Order(StringComparer.Ordinal);
}
