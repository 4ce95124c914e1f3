using Scanner.Webhook.Hosting;
using Scanner.Webhook.Verbs;

if (WebhookVerbs.Claim(args)) return await WebhookVerbs.RunAsync(args, Console.Out, Console.Error);
await WebhookHost.Build(args).RunAsync();
return 0;
